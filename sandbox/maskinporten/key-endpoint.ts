import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { KeySet } from './key-set.ts'
import { hang, type Answered } from '../strict.ts'

/** What a key endpoint may do in place of answering. */
export type KeyFault =
  'error' | 'hang' | 'drip' | 'redirect' | 'html' | 'empty' | 'huge' | 'not json' | 'wrong type'

const slow = 100
const hugeSize = 8 * 1024 * 1024

/** The keys as `application/json`, or the fault; `movedTo` is where a redirect leads. */
export function answerKeys(
  keys: KeySet,
  fault: KeyFault | undefined,
  movedTo: string,
): Answered | Promise<Answered> {
  keys.fetches += 1
  const text = writeKeys(keys)
  return fault === undefined ? inJson(text) : faults[fault](text, movedTo)
}

type Fail = (text: string, movedTo: string) => Answered | Promise<Answered>

const faults: Readonly<Record<KeyFault, Fail>> = {
  error: () => ({ status: 500, body: 'An error occurred' }),
  hang,
  drip: (text) => inJson(Readable.from(drip(text))),
  // Its body would do for a set; only its status says that it is none.
  redirect: (text, movedTo) => ({ ...inJson(text), status: 302, headers: { Location: movedTo } }),
  html: () => inHtml('<!DOCTYPE html><title>Maintenance</title>'),
  empty: () => inJson('{"keys":[]}'),
  // A whole key set that only its size makes unfit.
  huge: (text) => inJson(text.replace('{', `{"padding":"${'a'.repeat(hugeSize)}",`)),
  'not json': () => inJson('{"keys":['),
  'wrong type': (text) => inHtml(text),
}

/** System.Text.Json escapes the plus sign of ordinary base64. */
export function writeKeys({ published }: KeySet): string {
  return JSON.stringify({ keys: published }).replaceAll('+', String.raw`\u002B`)
}

export function inJson(body: string | Readable): Answered {
  return { status: 200, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body }
}

function inHtml(body: string): Answered {
  return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body }
}

async function* drip(text: string): AsyncGenerator<Buffer> {
  for (const byte of Buffer.from(text)) {
    yield Buffer.of(byte)
    await pause(slow, undefined, { ref: false })
  }
}
