import { expect, it } from 'vitest'
import { collect } from '../../src/forward/collect.ts'
import { createForward } from '../../src/forward/forward.ts'
import { createLinkRewriter } from '../../src/forward/links.ts'
import { Bulkhead } from '../../src/http/upstreams/bulkhead.ts'
import type { UpstreamFailure } from '../../src/runtime/products.ts'
import { scriptedServer } from '../support/network/scripted-server.ts'

const limits = { connectMs: 5_000, firstByteMs: 10_000, betweenBytesMs: 10_000, placeMs: 2_000 }
const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n'

it('gives up an answer that comes in drops when the caller must have heard, and its call', async () => {
  let isClosed = false
  const altinn2 = await scriptedServer((socket) => {
    socket.write(head)
    const drops = setInterval(() => socket.write(' '), 5)
    socket.on('close', () => {
      clearInterval(drops)
      isClosed = true
    })
  })
  const bulkhead = new Bulkhead('altinn2', limits, 4)
  const links = createLinkRewriter([], 'http://gateway')
  const times = { firstByte: 10_000, betweenBytes: 10_000, longestDecompressed: 1_000 }
  const forward = createForward({ url: altinn2.url, links, ...times }, bulkhead)
  const { signal } = new AbortController()
  const connection = { hasGone: () => false, signal: () => signal, onEnd: () => undefined }
  const failures: UpstreamFailure[] = []
  const collected = collect(
    forward,
    { method: 'GET', target: '/x', headers: [], answers: 'model' },
    connection,
    {
      share: { owner: 'A', organization: 'A' },
      answerBy: performance.now() + 100,
      traceHeaders: {},
      noteFailure: (failure) => void failures.push(failure),
    },
  )
  await expect(collected).rejects.toMatchObject({ code: 'ALTINN2_SILENT' })
  expect(failures).toMatchObject([{ product: 'altinn2', cause: 'DEADLINE' }])
  await expect.poll(() => isClosed).toBe(true)
  await bulkhead.close()
  await altinn2.close()
})
