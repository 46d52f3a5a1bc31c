import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { selfSigned } from '../../sandbox/maskinporten/certificate.ts'
import { createBulkheads, type Bulkheads } from '../../src/http/upstreams/bulkhead.ts'
import { causeOf, failureOf } from '../../src/http/upstreams/failure-causes.ts'
import { createProxy, type ProxySettings } from '../../src/http/upstreams/proxy.ts'
import { callUpstream, readText } from '../../src/http/upstreams/upstream.ts'
import { products } from '../../src/runtime/products.ts'
import { startConnectProxy } from '../support/network/connect-proxy.ts'
import { scriptedServer } from '../support/network/scripted-server.ts'

const limits = { connectMs: 5_000, firstByteMs: 5_000, betweenBytesMs: 5_000, placeMs: 1_000 }

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function closed<Closable extends { readonly close: () => unknown }>(one: Closable): Closable {
  closing.push(() => one.close())
  return one
}

function bulkheadsBehind(settings: ProxySettings, connectMs = limits.connectMs): Bulkheads {
  const bulkheads = createBulkheads({ ...limits, connectMs }, 2, createProxy(settings))
  closing.push(() => Promise.all(Object.values(bulkheads).map((one) => one.close())))
  return bulkheads
}

/** A platform that answers with the host it was asked for. */
async function startPlatform(): Promise<{ server: Server; port: number; asked: string[] }> {
  const asked: string[] = []
  const server = createServer(({ headers, rawHeaders }, response) => {
    asked.push(rawHeaders.join('|'))
    response.end(headers.host)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, port: (server.address() as AddressInfo).port, asked }
}

async function ask({ storage }: Bulkheads, address: string, isFresh = false): Promise<string> {
  const dispatcher = isFresh ? storage.freshDispatcher : storage.dispatcher
  return readText(
    await callUpstream(address, { dispatcher, signal: new AbortController().signal }),
    1_000,
  )
}

describe('a proxy in the way', () => {
  it('is asked for every product, for first calls and for repeats on a new connection', async () => {
    const { port } = await startPlatform()
    const names = products.map((product) => `${product}.example`)
    const proxy = closed(
      await startConnectProxy(Object.fromEntries(names.map((name) => [name, port]))),
    )
    const bulkheads = bulkheadsBehind({ url: proxy.url })
    for (const product of products) {
      const { dispatcher, freshDispatcher } = bulkheads[product]
      for (const one of [dispatcher, freshDispatcher]) {
        const signal = new AbortController().signal
        const answer = await callUpstream(`http://${product}.example/`, { dispatcher: one, signal })
        expect(await readText(answer, 1_000)).toBe(`${product}.example`)
      }
    }
    expect(proxy.asked).toEqual(names.flatMap((name) => [`${name}:80`, `${name}:80`]))
  })

  it('is asked for no host of NO_PROXY, nor for loopback', async () => {
    const { port } = await startPlatform()
    const proxy = closed(await startConnectProxy({}))
    const address = `http://127.0.0.1:${port}/`
    expect(await ask(bulkheadsBehind({ url: proxy.url }), address)).toBe(`127.0.0.1:${port}`)
    const except = ['.invalid']
    const direct = ask(bulkheadsBehind({ url: proxy.url, except }), 'http://altinn.invalid/')
    expect(await direct.catch(causeOf)).toMatch(/^(?:ENOTFOUND|EAI_AGAIN)$/)
    expect(proxy.asked).toEqual([])
  })

  it('keeps its connections for later calls, and opens one for each repeat', async () => {
    const { port } = await startPlatform()
    const proxy = closed(await startConnectProxy({ 'one.example': port }))
    const bulkheads = bulkheadsBehind({ url: proxy.url })
    for (let call = 0; call < 12; call += 1) await ask(bulkheads, 'http://one.example/')
    const kept = proxy.asked.length
    // A connection is free a moment after its answer has been read.
    expect(kept).toBeLessThanOrEqual(3)
    for (let call = 0; call < 2; call += 1) await ask(bulkheads, 'http://one.example/', true)
    expect(proxy.asked).toHaveLength(kept + 2)
  })

  it('opens no more connections than a product may have', async () => {
    const answers: (() => void)[] = []
    const server = createServer((_, response) => answers.push(() => response.end('late')))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => void server.close())
    const { port } = server.address() as AddressInfo
    const proxy = closed(await startConnectProxy({ 'one.example': port }))
    const bulkheads = bulkheadsBehind({ url: proxy.url })
    const calls = Array.from({ length: 6 }, () => ask(bulkheads, 'http://one.example/'))
    await expect.poll(() => answers.length).toBe(4)
    for (let call = 0; call < 6; call += 1) {
      await expect.poll(() => answers.length).toBeGreaterThan(0)
      answers.shift()?.()
    }
    expect(await Promise.all(calls)).toHaveLength(6)
    expect(proxy.asked).toHaveLength(4)
  })

  it('lets repeated headers through, and keeps its credentials to itself', async () => {
    const { port, asked } = await startPlatform()
    const proxy = closed(await startConnectProxy({ 'one.example': port }))
    const bulkheads = bulkheadsBehind({ url: proxy.url.replace('//', '//user:s%40cret@') })
    await new Promise<void>((resolve, reject) => {
      const headers = ['Cookie', 'a=1', 'Cookie', 'b=2']
      bulkheads.altinn2.dispatcher.dispatch(
        { origin: 'http://one.example', path: '/', method: 'GET', headers },
        {
          onRequestStart: () => undefined,
          onResponseEnd: () => resolve(),
          onResponseError: (_, e) => reject(e),
        },
      )
    })
    expect(asked).toEqual([expect.stringContaining('Cookie|a=1|Cookie|b=2')])
    expect(asked.join()).not.toMatch(/proxy|s@cret/i)
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('user:s@cret').toString('base64')}`])
  })

  it('lets interim answers of a platform be skipped', async () => {
    const platform = closed(
      await scriptedServer((socket) => {
        socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n')
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlast')
      }),
    )
    const port = Number(new URL(platform.url).port)
    const proxy = closed(await startConnectProxy({ 'one.example': port }))
    expect(await ask(bulkheadsBehind({ url: proxy.url }), 'http://one.example/')).toBe('last')
  })

  it('carries TLS between the gateway and the platform, under the platform’s name', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const names: string[] = []
    const server = createTlsServer({
      key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: selfSigned(pair, 'secure.example').toString(),
      SNICallback: (name, callback) => {
        names.push(name)
        callback(null)
      },
    })
    server.on('tlsClientError', () => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => void server.close())
    const { port } = server.address() as AddressInfo
    const proxy = closed(await startConnectProxy({ 'secure.example': port }))
    const call = ask(bulkheadsBehind({ url: proxy.url }), 'https://secure.example/')
    const cause = causeOf(await call.catch((error: unknown) => error))
    expect(cause).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(proxy.asked).toEqual(['secure.example:443'])
    expect(names).toEqual(['secure.example'])
  })
})

describe('a proxy that gives no connection', () => {
  it.each([
    ['407', 'PROXY_CREDENTIALS', 'HTTP/1.1 407 Credentials\r\nProxy-Authenticate: Basic\r\n\r\n'],
    ['403', 'PROXY_REFUSED', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'],
    ['502', 'PROXY_REFUSED', 'HTTP/1.1 502 Bad Gateway\r\n\r\n'],
    ['no HTTP', 'PROXY_UNREACHABLE', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['an interim answer', 'PROXY_UNREACHABLE', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['nothing, and closes', 'PROXY_UNREACHABLE', ''],
  ])('and answers %s is the cause of the failure: %s', async (_, code, answer) => {
    const proxy = closed(await startConnectProxy({}, (socket) => socket.end(answer)))
    const call = ask(bulkheadsBehind({ url: proxy.url }), 'https://one.example/')
    const failure = failureOf('storage', await call.catch((error: unknown) => error))
    expect(failure).toEqual({ product: 'storage', cause: code, sent: 'no' })
    expect(proxy.asked).toEqual(['one.example:443'])
  })

  it('and does not answer is given up after the time for a connection', async () => {
    const proxy = closed(await startConnectProxy({}, () => undefined))
    const call = ask(bulkheadsBehind({ url: proxy.url }, 50), 'https://one.example/')
    const failure = failureOf('storage', await call.catch((error: unknown) => error))
    expect(failure).toMatchObject({ cause: 'PROXY_SILENT', sent: 'no' })
    expect(proxy.asked).toHaveLength(1)
  })

  it('and does not listen is the cause of the failure', async () => {
    const proxy = await startConnectProxy({})
    await proxy.close()
    const call = ask(bulkheadsBehind({ url: proxy.url }), 'https://one.example/')
    const failure = failureOf('storage', await call.catch((error: unknown) => error))
    expect(failure).toMatchObject({ cause: 'PROXY_UNREACHABLE', sent: 'no' })
  })
})
