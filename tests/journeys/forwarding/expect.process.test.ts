import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organizations } from '../../../sandbox/organizations.ts'
import { brokerServer, type BrokerServer } from '../../support/network/broker-server.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'

const run = promisify(execFile)
const scope = 'altinn:brokerservice.write altinn:broker.write'
const folder = mkdtempSync(path.join(tmpdir(), 'expect-'))

interface Arrived {
  readonly length: number
  readonly expect: string | undefined
}

let arrived: Arrived[]
let altinn2: ReturnType<typeof createServer>
let altinn3: BrokerServer
let gateway: TestGateway

beforeAll(async () => {
  altinn2 = createServer((request, response) => {
    let length = 0
    request.on('data', (chunk: Buffer) => (length += chunk.length))
    request.on('end', () => {
      arrived.push({ length, expect: request.headers.expect })
      response.writeHead(201).end()
    })
  })
  await new Promise<void>((resolve) => altinn2.listen(0, '127.0.0.1', resolve))
  altinn3 = await brokerServer({
    upload: (request, response) => {
      let length = 0
      request.on('data', (chunk: Buffer) => (length += chunk.length))
      request.on('end', () => {
        arrived.push({ length, expect: request.headers.expect })
        response.end('{}')
      })
    },
  })
  gateway = await startTestGateway({
    altinn2Url: `http://127.0.0.1:${(altinn2.address() as AddressInfo).port}`,
    altinn3Url: altinn3.url,
  })
  arrived = []
})
afterAll(async () => {
  await gateway.close()
  await altinn3.close()
  altinn2.closeAllConnections()
  altinn2.close()
  rmSync(folder, { recursive: true })
})

const sides = [
  ['Altinn 2', '4483'],
  ['Altinn 3', '4947'],
] as const

function outbox(code: string): string {
  const description = {
    ServiceCode: code,
    ServiceEditionCode: 1,
    SendersReference: 'ref-1',
    Recipients: [organizations.customer.number],
  }
  const query = encodeURIComponent(JSON.stringify(description))
  return `/api/my/brokerservice/outbox?fileName=a.zip&brokerServiceDescription=${query}`
}

/** As .NET's HttpWebRequest does it: head first, body after `100 Continue` or a third of a second. */
function sendLikeDotNet(
  target: string,
  authorization: string,
  body: Buffer,
  patience = 350,
): Promise<{ readonly received: string; readonly sentBeforeContinue: boolean }> {
  const { hostname, port } = new URL(gateway.url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let received = ''
    let sentBeforeContinue = false
    let isSent = false
    const sendBody = (): void => {
      if (isSent || /^HTTP\/1\.1 [2-5]/m.test(received)) return
      isSent = true
      sentBeforeContinue = !received.includes('100 Continue')
      socket.write(body)
    }
    const timer = setTimeout(sendBody, patience)
    socket.on('data', (data) => {
      received += String(data)
      if (received.includes('100 Continue')) sendBody()
      if (/^HTTP\/1\.1 2/m.test(received)) socket.end()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve({ received, sentBeforeContinue })
    })
    socket.write(
      `POST ${target} HTTP/1.1\r\nHost: gateway\r\nAuthorization: ${authorization}\r\n` +
        `Content-Type: application/zip\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
    )
  })
}

describe.each(sides)('an old .NET client whose file goes to %s', (_, code) => {
  const body = Buffer.alloc(3_000_000, 'x')

  it('hears 100 Continue, then sends, and the platform hears nothing of waiting', async () => {
    arrived = []
    const authorization = `Bearer ${await gateway.token({ scope })}`
    const { received, sentBeforeContinue } = await sendLikeDotNet(
      outbox(code),
      authorization,
      body,
      10_000,
    )
    expect(received).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /)
    expect(sentBeforeContinue).toBe(false)
    expect(arrived).toEqual([{ length: body.length, expect: undefined }])
  })

  it('is refused before it has sent a byte, and its connection ends', async () => {
    arrived = []
    const { received } = await sendLikeDotNet(outbox(code), 'Bearer nonsense', body, 10_000)
    expect(received).toMatch(/^HTTP\/1\.1 401 /)
    expect(received).toMatch(/^connection: close\r$/im)
    expect(received).not.toContain('100 Continue')
    expect(arrived).toEqual([])
  })
})

describe('a client that sends without waiting', () => {
  const { hostname, port } = {
    hostname: '127.0.0.1',
    port: (): number => Number(new URL(gateway.url).port),
  }

  it('gets its refusal whole, although it is still sending', async () => {
    const piece = Buffer.alloc(64 * 1024, 'x')
    for (let turn = 0; turn < 10; turn += 1) {
      const received = await new Promise<string>((resolve) => {
        const socket = connect(port(), hostname)
        let text = ''
        let failed = ''
        socket.on('data', (data) => (text += String(data)))
        socket.on('error', (error) => (failed = error.message))
        socket.on('close', () => resolve(text + failed))
        const pump = (left: number): void => {
          if (left > 0 && !text.includes('\r\n\r\n')) socket.write(piece, () => pump(left - 1))
          else socket.end()
        }
        socket.write(
          `POST ${outbox('4947')} HTTP/1.1\r\nHost: x\r\nContent-Length: ${100 * piece.length}\r\n\r\n`,
          () => pump(100),
        )
      })
      expect(received).toMatch(/^HTTP\/1\.1 401 [^]*\r\n\r\n\{[^]*\}$/)
    }
  })

  it('has nothing done for what comes behind a body that was refused half-way', async () => {
    arrived = []
    const token = await gateway.token({ scope })
    const inner =
      `POST ${outbox('4483')} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
      'Content-Length: 1\r\n\r\nx'
    const received = await new Promise<string>((resolve) => {
      const socket = connect({ port: port(), host: hostname, allowHalfOpen: true })
      let text = ''
      socket.on('error', () => undefined).on('close', () => resolve(text))
      socket.on('data', (data) => {
        text += String(data)
        socket.write(`12345${inner}`, () => setTimeout(() => socket.end(), 300))
      })
      const length = inner.length + 5
      socket.write(
        `POST ${outbox('4483')} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${inner}`,
      )
    })
    expect(received.match(/^HTTP\/1\.1 /gm)).toHaveLength(1)
    expect(received).toMatch(/^HTTP\/1\.1 401 /)
    expect(arrived).toEqual([])
  })

  it('in HTTP/1.0 is never told to continue', async () => {
    const received = await new Promise<string>((resolve) => {
      const socket = connect(port(), hostname)
      let text = ''
      socket.on('data', (data) => (text += String(data)))
      socket.on('close', () => resolve(text))
      void gateway
        .token({ scope })
        .then((token) =>
          socket.write(
            `POST ${outbox('4483')} HTTP/1.0\r\nAuthorization: Bearer ${token}\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc`,
          ),
        )
    })
    expect(received).toMatch(/^HTTP\/1\.[01] 201 /)
    expect(received).not.toContain('100 Continue')
  })
})

describe.each(sides)('curl, whose file goes to %s', (_, code) => {
  const file = path.join(folder, 'file.zip')
  beforeAll(() => writeFileSync(file, Buffer.alloc(20_000_000, 'x')))

  async function curl(authorization: string): Promise<string> {
    const { stdout } = await run('curl', [
      ...['--silent', '--show-error', '--output', '/dev/null', '--write-out'],
      '%{http_code} %{size_upload}',
      ...['--request', 'POST', '--header', 'Expect: 100-continue', '--expect100-timeout', '10'],
      ...['--header', `Authorization: ${authorization}`, '--upload-file', file],
      gateway.url + outbox(code),
    ])
    return stdout
  }

  it('sends it whole', async () => {
    arrived = []
    expect(await curl(`Bearer ${await gateway.token({ scope })}`)).toBe('201 20000000')
    expect(arrived).toEqual([{ length: 20_000_000, expect: undefined }])
  })

  it('sends nothing when it is not let in', async () => {
    expect(await curl('Bearer nonsense')).toBe('401 0')
  })
})
