import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Where it is missing, a run says so. */
export function hasRedisServer(): boolean {
  const isInstalled = spawnSync('redis-server', ['--version']).status === 0
  if (!isInstalled) process.stdout.write('redis-server is missing: its tests are skipped.\n')
  return isInstalled
}

/** Debian's Redis on a port of its own, with a password. */
export class RedisServer {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'redis-test-'))
  #port = 0
  #server: ChildProcess | undefined

  get url(): string {
    return this.urlWith('hemmelig')
  }

  urlWith(password: string): string {
    return `redis://:${password}@127.0.0.1:${this.#port}`
  }

  /** Starts it, also again at the same port, and waits until it is ready. */
  async start(): Promise<void> {
    if (this.#port === 0) this.#port = await freePort()
    const place = ['--port', String(this.#port), '--bind', '127.0.0.1']
    const settings = ['--save', '', '--dir', this.#folder, '--requirepass', 'hemmelig']
    this.#server = spawn('redis-server', [...place, ...settings], { stdio: 'pipe' })
    let said = ''
    for await (const piece of this.#server.stdout ?? []) {
      said += String(piece)
      if (said.includes('Ready to accept connections')) break
    }
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    const ended = server?.exitCode === null ? once(server, 'exit') : undefined
    server?.kill('SIGKILL')
    await ended
  }

  /** It keeps its connections, and answers nothing until it is woken. */
  hang(): void {
    this.#server?.kill('SIGSTOP')
  }

  wake(): void {
    this.#server?.kill('SIGCONT')
  }

  /** Stops it for good. */
  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.#folder, { recursive: true })
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
