import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { createForward } from '../../src/forward/forward.ts'
import { createLinkRewriter } from '../../src/forward/links.ts'
import { Bulkhead } from '../../src/http/upstreams/bulkhead.ts'
import type { UpstreamFailure } from '../../src/runtime/products.ts'
import { answerBytes, scriptedServer } from '../support/network/scripted-server.ts'

const limits = { connectMs: 5_000, firstByteMs: 10_000, betweenBytesMs: 10_000, placeMs: 2_000 }

it('notes the cause when an answer turns out not to be readable after it has begun', async () => {
  const zipped = gzipSync(randomBytes(300_000)).fill(0xff, 200_000)
  const head = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }
  const altinn2 = await scriptedServer((socket) => {
    socket.write(answerBytes('HTTP/1.1 200 OK', { ...head, 'Content-Length': `${zipped.length}` }))
    socket.write(zipped)
  })
  const bulkhead = new Bulkhead('altinn2', limits, 4)
  const links = createLinkRewriter([], 'http://gateway')
  const times = { firstByte: 10_000, betweenBytes: 10_000, longestDecompressed: 1_000_000 }
  const forward = createForward({ url: altinn2.url, links, ...times }, bulkhead)
  const { signal } = new AbortController()
  const failures: UpstreamFailure[] = []
  const isPassedOn = await forward(
    { method: 'GET', target: '/x', headers: [], answers: 'model' },
    {
      ...{ accepts: () => true, start: () => new PassThrough().resume() },
      connection: { hasGone: () => false, signal: () => signal, onEnd: () => undefined },
      calls: {
        share: { owner: 'A', organization: 'A' },
        answerBy: performance.now() + 90_000,
        traceHeaders: {},
        noteFailure: (failure) => void failures.push(failure),
      },
    },
  )
  expect(isPassedOn).toBe(true)
  expect(failures).toMatchObject([{ product: 'altinn2', cause: 'Z_DATA_ERROR', status: 200 }])
  await bulkhead.close()
  await altinn2.close()
})
