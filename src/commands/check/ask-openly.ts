import type { Dispatcher } from 'undici'
import { addressOf, type Bases } from '../../altinn3/bases.ts'
import type { Asking } from '../../altinn3/calling/ask.ts'
import { needAbsent, readAnswer } from '../../altinn3/operation.ts'
import { GatewayError } from '../../errors.ts'
import { callUpstream, readText } from '../../http/upstreams/upstream.ts'

const maxBytes = 4 * 1024 * 1024

/** Performs operations that Altinn 3 answers to everybody, without a token. */
export function askingOpenly(bases: Bases, dispatcher: Dispatcher, within: number): Asking {
  const get = (base: Parameters<typeof addressOf>[1], target: string, accept: string) =>
    callUpstream(addressOf(bases, base, target), {
      ...{ dispatcher, headers: { accept }, signal: AbortSignal.timeout(within) },
    })
  return {
    ask: async (operation, sent) => {
      const { base = 'platform' } = operation
      const answer = await get(base, operation.target(sent), 'application/json')
      const text = await readText(answer, maxBytes)
      const isSuccess = answer.status >= 200 && answer.status < 300
      const body = isSuccess ? (JSON.parse(text) as unknown) : undefined
      return readAnswer(operation, { status: answer.status, body })
    },
    stream: async (download, sent) => {
      const { base = 'platform' } = download
      const { status, headers, body } = await get(base, download.target(sent), '*/*')
      const isSuccess = status >= 200 && status < 300
      const isOfType = download.type?.test(String(headers['content-type'])) !== false
      if (isSuccess && isOfType) return { stream: body }
      body.on('error', () => undefined).destroy()
      if (isSuccess) throw new GatewayError('ALTINN3_UNREADABLE')
      needAbsent(download, { status, body: undefined })
      return undefined
    },
  }
}
