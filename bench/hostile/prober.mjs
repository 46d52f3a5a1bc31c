// Another owner's caller: sends a cheap request every few milliseconds, on connections of its own,
// and notes how long each waits. It does not stop sending while earlier requests wait.
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'

/** Milliseconds between two requests. */
const sendEvery = 20
/** Of each caller; a second one is opened where the first still waits. */
const connections = 8
/** Requests that wait at the same time; a prober that waits for more has seen enough. */
const maxWaiting = 2_000

export class Prober {
  #requests
  #pools
  #timer
  #next = 0
  #phase = createPhase()
  #phases = [this.#phase]

  /** @param requests sent in turns; each `{ token, method, path, headers, body, status }` */
  constructor(url, requests) {
    this.#requests = requests
    this.#pools = requests.map(() => new Pool(url, { connections, pipelining: 1 }))
    this.#timer = setInterval(() => this.#send(), sendEvery)
  }

  /** What is sent from now on counts for the phase that this gives. */
  begin() {
    this.#phase = createPhase()
    this.#phases.push(this.#phase)
    return this.#phase
  }

  /** Requests that have no answer after so many milliseconds more have failed. */
  async stop(grace) {
    clearInterval(this.#timer)
    const until = performance.now() + grace
    while (this.#isWaiting() && performance.now() < until) await pause(10)
    for (const phase of this.#phases) {
      for (const since of phase.waiting) note(phase, since, 'no answer')
      phase.waiting.clear()
    }
    await Promise.all(this.#pools.map((pool) => pool.destroy()))
  }

  #isWaiting() {
    return this.#phases.some(({ waiting }) => waiting.size > 0)
  }

  #send() {
    const phase = this.#phase
    if (phase.waiting.size >= maxWaiting) return
    const place = this.#next++ % this.#requests.length
    const since = { at: performance.now() }
    phase.waiting.add(since)
    this.#ask(place).then(
      (answer) => settle(phase, since, answer),
      (error) => settle(phase, since, error.code ?? error.message),
    )
  }

  /** Gives `undefined` for the answer that is due, else what came in its place. */
  async #ask(place) {
    const { token, status = 200, headers, ...request } = this.#requests[place]
    const { statusCode, body } = await this.#pools[place].request({
      ...request,
      headers: { authorization: `Bearer ${token}`, accept: '*/*', ...headers },
    })
    await body.dump({ limit: Infinity })
    return statusCode === status ? undefined : String(statusCode)
  }
}

function createPhase() {
  return { waits: [], failures: new Map(), waiting: new Set() }
}

function settle(phase, since, failure) {
  if (phase.waiting.delete(since)) note(phase, since, failure)
}

function note({ waits, failures }, { at }, failure) {
  waits.push(performance.now() - at)
  if (failure !== undefined) failures.set(failure, (failures.get(failure) ?? 0) + 1)
}

export function longestOf({ waits }) {
  return Math.max(0, ...waits)
}

export function medianOf({ waits }) {
  return [...waits].sort((one, other) => one - other)[waits.length >> 1] ?? 0
}

export function failuresOf({ failures }) {
  return [...failures.values()].reduce((sum, count) => sum + count, 0)
}
