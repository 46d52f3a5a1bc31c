import { errors, GatewayError, upstreamOf } from '../../errors.ts'
import { advice } from '../../respond/advice.ts'

/** A step did not hold, in our own words. */
export class StepFailed extends Error {
  readonly todo: string

  constructor(said: string, todo: string) {
    super(said)
    this.todo = todo
  }
}

/** One step: a name, what it does, and what to do where an error says nothing better. */
export interface Step<Value> {
  readonly name: string
  readonly todo?: string
  /** Gives what the next step needs, and what it means in plain words. */
  readonly perform: () => Promise<{ readonly value: Value; readonly said: string }>
}

/** Performs steps, and prints one line for each. */
export class Lines {
  readonly #print: (line: string) => void
  readonly #now: () => number
  /** Calls to Altinn 3 since the last line: method and path. */
  #asked: string[] = []
  #hasFailed = false

  constructor(print: (line: string) => void, now: () => number) {
    this.#print = print
    this.#now = now
  }

  get hasFailed(): boolean {
    return this.#hasFailed
  }

  noteCall(method: string, target: string): void {
    this.#asked.push(`${method} ${target.replace(/\?.*$/, '')}`)
  }

  /** `undefined` where the step has failed; the line says why. */
  async step<Value>({ name, todo, perform }: Step<Value>): Promise<Value | undefined> {
    const began = this.#now()
    this.#asked = []
    try {
      const { value, said } = await perform()
      this.#write('ok    ', name, began, said)
      return value
    } catch (error) {
      this.#writeFailure(name, began, read(error, todo))
      return undefined
    }
  }

  /** Says what no step has said. */
  fail(name: string, said: string): void {
    this.#asked = []
    this.#writeFailure(name, this.#now(), said)
  }

  #writeFailure(name: string, began: number, said: string): void {
    this.#hasFailed = true
    this.#write('FAILED', name, began, said)
  }

  #write(state: string, name: string, began: number, said: string): void {
    const asked = this.#asked
    // A write says more than the look that comes before it.
    const first = asked.find((call) => !call.startsWith('GET ')) ?? asked[0]
    const others = asked.length > 1 ? ` and ${more(asked.length - 1)}` : ''
    const took = `${Math.round(this.#now() - began)} ms`
    const about = first === undefined ? '' : `${first}${others}, ${took}: `
    this.#print(`${state}  ${name}: ${about}${said}\n`)
  }
}

function more(count: number): string {
  return `${count} more ${count === 1 ? 'call' : 'calls'}`
}

/** What went wrong, and what to do. Texts of others are quoted by the steps alone. */
function read(error: unknown, todo: string | undefined): string {
  if (error instanceof StepFailed) return `${error.message}: ${error.todo}`
  if (!(error instanceof GatewayError)) {
    const name = error instanceof Error ? error.name : 'unknown'
    return `it failed (${name})${todo === undefined ? '' : `: ${todo}`}`
  }
  const { code, details } = error
  const fault = details.fault === undefined ? [] : [details.fault.description]
  const parts = [
    errors[code].reason,
    ...(details.detail === undefined ? [] : [details.detail]),
    ...fault,
    ...upstreamIn(error),
  ]
  const setting = details.setting === undefined ? undefined : `set ${details.setting}`
  return `${parts.join(', ')} (${code}): ${todo ?? setting ?? details.advice ?? advice[code]}`
}

/** The last failed call: its product, and how it answered. */
function upstreamIn(error: GatewayError): readonly string[] {
  const answered = answeredIn(error)
  const { product, cause, status = answered } = upstreamOf(error) ?? {}
  if (status !== undefined) return [`${product ?? 'Altinn 3'} answered ${status}`]
  return product === undefined ? [] : [`${product} gave no answer (${cause})`]
}

function answeredIn(error: unknown): number | undefined {
  if (!(error instanceof GatewayError)) return undefined
  return error.details.answered ?? answeredIn(error.cause)
}
