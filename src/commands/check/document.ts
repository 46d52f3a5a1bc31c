import { request, type Dispatcher } from 'undici'
import { readWhole } from '../../read-whole.ts'
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
  const { statusCode, body } = await request(address, {
    dispatcher,
    signal: AbortSignal.timeout(within),
    headers: { accept: 'application/json' },
  })
  const text = String(await readWhole(body, longestDocument))
  if (statusCode !== 200) throw new Failure(`${what} was answered ${statusCode}`)
  return JSON.parse(text)
}
