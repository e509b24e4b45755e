import { type Explanation, getCredential, newExplanation } from '@cloud-keyring/core'
import type { Operation } from '../argparse.ts'
import type { Backend } from '../backend.ts'
import { appendLog } from '../log.ts'
import { renderAnswer, renderFailure } from '../render.ts'
import type { ExitCode, World } from '../world.ts'

/**
 * `get`: prints the credential. A service that nobody knows ends with exit code 1 and not a word, as Python's does:
 * clients ask for one name after the other.
 */
export async function get(call: Operation, backend: Backend, world: World): Promise<ExitCode> {
  const { terminal, machine } = world
  if (backend.kind === 'null') return 1
  if (backend.kind === 'fail') {
    terminal.err('keyring: the fail backend is selected, which never answers\n')
    return 1
  }
  const explanation: Explanation = newExplanation()
  try {
    const credential = await getCredential(call.service, {
      providers: backend.providers,
      machine,
      explanation,
    })
    if (credential !== undefined) {
      // Every provider's own name is the right one: a client's USER is only its guess.
      const { username, secret } = credential
      terminal.out(renderAnswer(call.mode === 'creds' ? { username, secret } : { secret }, call.output))
    }
    appendLog(
      call.service,
      explanation,
      credential === undefined ? 'no provider claims it' : 'answered',
      world,
    )
    return credential === undefined ? 1 : 0
  } catch (error) {
    const text = renderFailure(error, call.service, explanation.notes)
    terminal.err(text)
    appendLog(call.service, explanation, text, world)
    return 1
  }
}
