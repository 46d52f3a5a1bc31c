import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect } from 'vitest'
import { submissionCuts } from '../../src/altinn2/messages/submission/message-input.ts'
import { PartStore } from '../../src/http/server/part-store.ts'
import type { Part } from '../../src/http/server/part.ts'
import { createSpool, type Spool } from '../../src/http/server/spool.ts'
import { takeApart } from '../../src/http/server/take-apart.ts'
import { Shares } from '../../src/runtime/shares.ts'

const share = { owner: '310385980', organization: '313876144' }

/** Takes bodies apart, and counts what that takes of memory, disk and files. */
export class TakingApart {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'parts-'))
  memory = new Shares(0)
  spool!: Spool
  store!: PartStore
  maxUsed = 0
  files = 0

  constructor() {
    this.begin()
  }

  /** A body of its own, with a spool of its own. */
  begin(maxMemory = 1024 * 1024): void {
    this.memory = new Shares(maxMemory)
    this.maxUsed = 0
    this.files = 0
    const files = createSpool(64 * 1024 * 1024, this.#folder)
    const open: Spool['open'] = (of) => {
      this.files += 1
      return files.open(of)
    }
    this.spool = {
      ...files,
      open,
      memory: {
        take: (...of) => this.#take(...of),
        giveBack: (...of) => this.memory.giveBack(...of),
      },
    }
    this.store = new PartStore(this.spool, share)
  }

  #take(owner: string, amount: number): boolean {
    const isTaken = this.memory.take(owner, amount)
    this.maxUsed = Math.max(this.maxUsed, this.memory.used)
    return isTaken
  }

  async take(body: string | Buffer | Iterable<Buffer>, type?: string): Promise<unknown> {
    const pieces = typeof body === 'string' || Buffer.isBuffer(body) ? [Buffer.from(body)] : body
    const input = { next: sending(pieces), type, cuts: submissionCuts, owner: share.owner }
    return (await takeApart(input, this.store)).document
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true })
  }
}

/** The pieces one by one, as a caller sends them. */
export function sending(pieces: Iterable<Buffer>): () => Promise<Buffer | undefined> {
  const iterator = pieces[Symbol.iterator]()
  return () => Promise.resolve(iterator.next().value as Buffer | undefined)
}

/** The value with the parts' text in place of the parts. */
export async function withTexts(value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value
  if ('stream' in value) return textOf(value as Part)
  if (Array.isArray(value)) return Promise.all(value.map((each) => withTexts(each)))
  const members = Object.entries(value).map(async ([name, each]) => [name, await withTexts(each)])
  return Object.fromEntries((await Promise.all(members)) as [string, unknown][])
}

/** Two readers have it at once; size and hash are those of the bytes. */
export async function textOf(part: Part): Promise<string> {
  const [bytes, again] = await Promise.all([buffer(part.stream()), buffer(part.stream())])
  expect(again.equals(bytes)).toBe(true)
  expect(part.size).toBe(bytes.length)
  expect(part.hash).toBe(createHash('sha256').update(bytes).digest('hex'))
  return bytes.toString()
}

/** At places that are taken round its length. */
export function split(whole: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map((cut) => cut % (whole.length + 1)))].sort((a, b) => a - b)
  return [0, ...places].map((from, index) => whole.subarray(from, places[index] ?? whole.length))
}

/** What a refusal looks like. */
export function refusal(detail: string): object {
  return { code: 'BODY_MALFORMED', details: { detail } }
}
