import type { Dispatcher } from 'undici'
import { callUpstream, readText } from '../../http/upstreams/upstream.ts'
import { Failure } from './finding.ts'

const longestDocument = 1024 * 1024

/**
 * A document that anybody may read. Throws where there is none, or none in JSON, and calls it what it
 * is to be called in the complaint.
 */
export async function readDocument(
  address: string,
  what: string,
  dispatcher: Dispatcher,
  within: number,
): Promise<unknown> {
  const answer = await callUpstream(address, {
    dispatcher,
    signal: AbortSignal.timeout(within),
    headers: { accept: 'application/json' },
  })
  const text = await readText(answer, longestDocument)
  if (answer.status !== 200) throw new Failure(`${what} was answered ${answer.status}`)
  return JSON.parse(text)
}
