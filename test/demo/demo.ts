// Shows the program at work, against a cloud on this machine: npm run demo
import { constants } from 'node:os'
import { styleText } from 'node:util'
import type { Client } from '../clients/tools.ts'
import type { Shown } from './shell.ts'
import { Stage } from './stage.ts'
import { type Step, steps } from './steps.ts'

type Result = 'worked' | 'failed' | 'not shown'

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => stopping.abort(signal))
}
process.stdout.on('error', () => stopping.abort('SIGPIPE')) // as under `npm run demo | head`
process.exitCode = await demo(stopping.signal)

/** Shows every step. Returns the exit code: 0 only if all worked. */
async function demo(signal: AbortSignal): Promise<number> {
  const started = performance.now()
  const results: Result[] = []
  try {
    await using stage = await Stage.set(signal)
    introduce(stage)
    for (const [at, step] of steps.entries()) {
      say(paint('bold', `${at + 1}. ${step.title}`))
      results.push(await show(step, stage))
      signal.throwIfAborted()
    }
    summarise(stage)
  } catch (error) {
    if (!signal.aborted) throw error
    say(`\nStopped by ${signal.reason}; nothing is left behind.`)
    return 128 + constants.signals[signal.reason as NodeJS.Signals]
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (results.includes('failed')) {
    say(paint('red', `Not everything worked. ${seconds} s; nothing is left behind.`))
    return 1
  }
  if (results.includes('not shown')) {
    say(`What could be shown worked. ${seconds} s; nothing is left behind.`)
    return process.env.CI === 'true' ? 1 : 0
  }
  say(paint('green', `All of it worked. ${seconds} s; nothing is left behind.`))
  return 0
}

function introduce({ place: { index, indexAsAws } }: Stage): void {
  say(`
${paint('bold', 'cloud-keyring at work')}

A cloud on this machine stands in for AWS CodeArtifact: a proxy leads to it under
the real host names, and its certificates are verified. Only uv and pip themselves
come from PyPI, once.

  URL=${index}
  INDEX=${indexAsAws}
`)
}

/** Shows one step: the command, its output, what it did, and how long it took. */
async function show(step: Step, stage: Stage): Promise<Result> {
  try {
    const missing = step.client === undefined ? undefined : await fetchClient(step.client, stage)
    say(paint('cyan', `   $ ${step.command}`))
    if (missing !== undefined) {
      say(`   not shown: ${missing}\n`)
      return 'not shown'
    }
    const happened = await stage.play(step)
    for (const line of tellingLines(step, happened.shown)) say(`   ${stage.mask(line)}`)
    say(paint('green', `   → ${await step.verdict(happened)} (${happened.shown.seconds.toFixed(2)} s)\n`))
    return 'worked'
  } catch (error) {
    if (stopping.signal.aborted) throw error
    say(paint('red', `   → failed: ${stage.mask((error as Error).message)}\n`))
    return 'failed'
  }
}

/** Gets a client; says so where that is not done at once. */
async function fetchClient(client: Client, stage: Stage): Promise<string | undefined> {
  const patience = setTimeout(() => say(`   (getting ${client} from PyPI, this once)`), 500)
  try {
    return await stage.fetchClient(client)
  } finally {
    clearTimeout(patience)
  }
}

/** The lines of an output that are worth showing; its end, where the client failed. */
function tellingLines({ telling }: Step, { code, output }: Shown): string[] {
  const lines = output.trimEnd().split('\n')
  if (telling === undefined) return lines
  if (code !== 0) return lines.slice(-15)
  const chosen = lines.filter((line) => telling.test(line))
  return chosen.map((line) => (line.length > 100 ? `${line.slice(0, 99)}…` : line))
}

function summarise({ place: { cloud } }: Stage): void {
  const { journal, aws } = cloud
  const files = journal
    .of('index', 'GetFile')
    .filter((entry) => entry.method === 'GET' && entry.status === 200)
  const made = aws.tokens.issued.length
  say(paint('bold', 'What the cloud saw'))
  say(`   ${journal.entries.length} requests: ${made} tokens made, ${files.length} files served`)
  say(`   other hosts that were asked for: ${journal.strays.join(', ') || 'none'}\n`)
}

function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, text, { stream: process.stdout }) // plain where that is no terminal
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
