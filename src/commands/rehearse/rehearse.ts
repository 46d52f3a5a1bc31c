import { parseArgs } from 'node:util'
import type { Principal } from '../../authenticate/principal.ts'
import type { Endpoint } from '../../endpoint.ts'
import type { Clock } from '../../runtime/clock.ts'
import { readAll } from '../check/check.ts'
import type { Outcome } from '../outcome.ts'
import { appStep, contentStep, serviceStep } from './accept.ts'
import { rehearseDraft } from './draft.ts'
import { Lines, type Step } from './lines.ts'
import {
  needService,
  parseService,
  readPayload,
  type NamedService,
  type Payload,
} from './payload.ts'
import { createSurroundings, type Surroundings } from './surroundings.ts'

const usage = `usage: rehearse <service> <payload> --token <token>
  <service>  5998/160101, or its code alone
  <payload>  a file: the body that a caller would send to POST /api/my/messages, JSON or XML
  --token T  the token of a caller, or - to read it from standard input
exit code: 0 all steps held, 1 one did not, 2 the question or the configuration cannot be used
`

export interface RehearseSettings {
  readonly endpoints: readonly Endpoint[]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Its pauses keep the process alive. */
  readonly clock: Clock
  /** Writes a line at once. */
  readonly print: (line: string) => void
  readonly readStandardInput: () => Promise<string>
  /** Aborts when the rehearsal is to end early: what it has made is deleted. */
  readonly interrupted: AbortSignal
}

/** Milliseconds for all steps, as for the work of a request, and for the deletion after them. */
const maxTime = 130_000
const timeToDelete = 60_000

/** Creates a draft of a payload, has the app validate it, and deletes it; says what came of each step. */
export async function runRehearse(args: string[], settings: RehearseSettings): Promise<Outcome> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { token: { type: 'string' } },
  })
  const [named = '', file, ...more] = positionals
  const service = parseService(named)
  if (service === undefined || file === undefined || more.length > 0 || !values.token) {
    return { exitCode: 2, complaint: usage }
  }
  const read = await readAll(settings)
  if ('problems' in read) {
    const problems = read.problems.map((one) => `  - ${one}\n`).join('')
    return { exitCode: 2, complaint: `The configuration cannot be used:\n${problems}` }
  }
  const token = values.token === '-' ? await settings.readStandardInput() : values.token
  const lines = new Lines(settings.print, () => performance.now())
  const surroundings = createSurroundings(read.config, settings.clock, (...call) =>
    lines.noteCall(...call),
  )
  try {
    await rehearse({ ...read, service, file, token: token.trim() }, lines, surroundings, settings)
  } finally {
    await surroundings.close()
  }
  return { exitCode: lines.hasFailed ? 1 : 0 }
}

type Read = Exclude<Awaited<ReturnType<typeof readAll>>, { readonly problems: readonly string[] }>

interface Rehearsal extends Read {
  readonly service: NamedService
  readonly file: string
  readonly token: string
}

async function rehearse(
  rehearsal: Rehearsal,
  lines: Lines,
  surroundings: Surroundings,
  settings: RehearseSettings,
): Promise<void> {
  const row = settings.endpoints.find(({ id }) => id === 'end-user/messages/create-message')
  if (row === undefined) throw new Error('no operation takes messages')
  const payload = await lines.step(payloadStep(rehearsal, row))
  if (payload === undefined) return
  try {
    const hasDrafted = await rehearsePayload(payload, row, rehearsal, lines, surroundings, settings)
    if (!hasDrafted && settings.interrupted.aborted) lines.fail('rehearsal', 'it was interrupted')
  } finally {
    await payload.close()
  }
}

/** Gives whether it has come to the draft, which then says what an interruption leaves. */
async function rehearsePayload(
  { message }: Payload,
  row: Endpoint,
  { config, register, token }: Rehearsal,
  lines: Lines,
  { settings, authenticate, portsFor }: Surroundings,
  { interrupted, clock }: RehearseSettings,
): Promise<boolean> {
  const principal = await lines.step(tokenStep(token, authenticate))
  if (principal === undefined) return false
  const moment = { register, config, now: clock.now() }
  const targets = await lines.step(serviceStep(row, message, principal, moment))
  if (targets === undefined) return false
  const ports = portsFor(principal, interrupted, maxTime)
  const place = await lines.step(appStep(targets, principal, ports))
  if (place === undefined) return false
  const wanted = await lines.step(contentStep(message, place, settings, ports))
  if (wanted === undefined || interrupted.aborted) return false
  const cleaning = () => portsFor(principal, new AbortController().signal, timeToDelete)
  await rehearseDraft({ place, wanted, principal, settings, interrupted }, lines, ports, cleaning)
  return true
}

function payloadStep({ file, service, config }: Rehearsal, { body }: Endpoint): Step<Payload> {
  const perform = async () => {
    const maxBytes = body === 'none' ? 0 : body
    const value = await readPayload(file, maxBytes, config.file.limits.spoolBytes)
    try {
      return { value, said: `it can be read, and is for ${needService(value.message, service)}` }
    } catch (error) {
      await value.close()
      throw error
    }
  }
  return { name: 'payload', perform }
}

function tokenStep(token: string, authenticate: Surroundings['authenticate']): Step<Principal> {
  const perform = async () => {
    const value = await authenticate(token)
    const kind = value.kind === 'systemuser' ? "a system user's" : "an organisation's"
    return { value, said: `it counts, and is ${kind}` }
  }
  return { name: 'token', perform }
}
