import { describe, expect, it } from 'vitest'
import { parseArguments } from '../../packages/cli/src/argparse.ts'
import { usage } from '../../packages/cli/src/usage.ts'
import { type PythonTools, toolsOrSkip } from '../support/python.ts'
import { type Finished, run, runKeyring, type TemporaryHome, temporaryHome } from '../support/run.ts'
import { type ArgumentList, argumentLists } from './argument-lists.ts'

/** What a call did, in words that do not depend on the Python version or on where the home folder is. */
interface Outcome {
  /** "exit N", or the message of exit 2. */
  readonly end: string
  readonly stdout: string
}

interface PythonOutcome extends Outcome {
  /** What Python understood, by the names that ours has for it. */
  readonly call: Readonly<Record<string, string>>
}

// `set` reads it. Without an answer there Python would ask on the terminal of whoever runs the tests.
const input = 'secret\n'

/** Runs all argument lists in one process: a new interpreter for each would take a minute. */
const batch = `
import contextlib, io, json, sys, traceback
import keyring.core
from keyring import cli

names = {'operation': 'operation', 'service': 'service', 'username': 'username', 'mode': 'get_mode',
         'output': 'output_format', 'backend': 'keyring_backend', 'backendPath': 'keyring_path'}

def run(argv):
    keyring.core._keyring_backend = None
    keyring.core._config_path().unlink() if keyring.core._config_path().exists() else None
    path, sys.stdin = list(sys.path), io.StringIO(${JSON.stringify(input)})
    out, err, tool = io.StringIO(), io.StringIO(), cli.CommandLineTool()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            tool.run(argv)
            code = 0
        except SystemExit as exit:
            code = exit.code or 0
        except Exception:
            traceback.print_exc()
            code = 1
    sys.path[:] = path
    call = {ours: getattr(tool, theirs) for ours, theirs in names.items() if getattr(tool, theirs, None) is not None}
    return {'code': code, 'stdout': out.getvalue(), 'stderr': err.getvalue(), 'call': call}

lists = json.load(sys.stdin)
sys.argv = ['keyring']
json.dump([run(argv) for argv in lists], sys.stdout)
`

const tools = await toolsOrSkip('keyring', ['keyring==25.7.0'])
const python = typeof tools === 'string' ? [] : await inPython(tools)
const rows = argumentLists.map((list, at) => [JSON.stringify(list.argv), list, at] as const)

describe("ours against Python's keyring", () => {
  it.for(rows)('parses %s', ([, list, at], context) => {
    const theirs = outcomeOfPython(at, context)
    const parsed = parseArguments(list.argv)
    if (parsed.kind === 'wrong-usage') expect(plain(parsed.message)).toBe(rightEnd(list, theirs))
    // Exit 2 without wrong usage is a backend that cannot be loaded, which is not the parser's to know.
    else expect(rightEnd(list, theirs)).toMatch(/^exit|^Unable to load/)
    if (parsed.kind === 'operation' && rightEnd(list, theirs) === theirs.end) {
      const { kind: _, ...call } = parsed
      expect(call).toEqual(theirs.call)
    }
  })

  it.concurrent.for(rows)('runs %s', async ([, list, at], context) => {
    const theirs = outcomeOfPython(at, context)
    await using home = await temporaryHome()
    const ours = outcomeOf(await runKeyring(list.argv, { env: envFor(home), input }), home)
    context.expect(ours.end).toBe(rightEnd(list, theirs))
    if (ours.end === theirs.end) context.expect(ours.stdout).toBe(theirs.stdout)
  })

  it('prints the same usage on standard error', async (context) => {
    if (typeof tools === 'string') return context.skip(tools)
    await using home = await temporaryHome()
    const { stderr } = await run(tools.bin('keyring'), ['get'], { env: envFor(home), input })
    const ours = await runKeyring(['get'], { env: envFor(home), input })
    expect(stderr).toBe(`${usage()}keyring: error: get requires service and username\n`)
    expect(ours.stderr).toBe(stderr)
  })
})

describe("Python's keyring in one process", () => {
  it.concurrent.for(rows.filter((_row, at) => at % 30 === 0))(
    'does what the real script does: %s',
    async (row, context) => {
      const [, { argv }, at] = row
      const theirs = outcomeOfPython(at, context)
      if (typeof tools === 'string') return
      await using home = await temporaryHome()
      const real = outcomeOf(await run(tools.bin('keyring'), argv, { env: envFor(home), input }), home)
      context.expect(theirs).toMatchObject(real)
    },
  )
})

async function inPython({ python }: PythonTools): Promise<readonly PythonOutcome[]> {
  await using home = await temporaryHome()
  const lists = JSON.stringify(argumentLists.map(({ argv }) => argv))
  const { code, stdout, stderr } = await run(python, ['-c', batch], { env: envFor(home), input: lists })
  if (code !== 0) throw new Error(`Python's keyring could not be run: ${stderr}`)
  return (JSON.parse(stdout) as (Finished & PythonOutcome)[]).map((finished) => ({
    ...outcomeOf(finished, home),
    call: finished.call,
  }))
}

function outcomeOfPython(at: number, context: { skip(reason: string): never }): PythonOutcome {
  if (typeof tools === 'string') return context.skip(tools)
  const outcome = python[at]
  if (outcome === undefined) throw new RangeError(`Python was not asked for list ${at}`)
  return outcome
}

/** How ours must end. Python itself must keep to the list, or the list says something untrue. */
function rightEnd({ right }: ArgumentList, theirs: Outcome): string {
  if (right === undefined) return theirs.end
  expect(right).toContain(theirs.end)
  return right[0] ?? ''
}

function outcomeOf(
  { code, stdout, stderr }: Pick<Finished, 'code' | 'stdout' | 'stderr'>,
  home: TemporaryHome,
): Outcome {
  const message = stderr.slice(0, -1).split('keyring: error: ').at(-1) ?? ''
  return { end: code === 2 ? plain(message) : `exit ${code}`, stdout: comparable(stdout, home) }
}

/** Python's versions quote differently; and why a backend cannot be loaded is Python's own affair. */
function plain(message: string): string {
  return message.replace(/['"\\]/g, '').replace(/^(Unable to load specified keyring):.*$/s, '$1')
}

/** Of the help only its usage is Python's; which backends there are is each program's own affair. */
function comparable(stdout: string, home: TemporaryHome): string {
  if (stdout.startsWith('usage: ')) return stdout.slice(0, stdout.indexOf('\n\n'))
  if (/\(priority: /.test(stdout)) return 'backends'
  return stdout.replaceAll(home.path, '~')
}

function envFor({ env }: TemporaryHome): Record<string, string> {
  return { ...env, PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring', COLUMNS: '80', NO_COLOR: '1' }
}
