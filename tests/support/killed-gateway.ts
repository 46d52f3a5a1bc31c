import { spawn, type ChildProcess } from 'node:child_process'
import { builtMain } from './built.ts'

/** A gateway in a process of its own. */
export interface GatewayProcess {
  readonly url: string
  /** Ends it as a machine that fails does. */
  readonly kill: () => Promise<void>
}

/** Starts the gateway with this configuration file, and waits until it is ready. */
export async function startProcess(config: string): Promise<GatewayProcess> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [await builtMain()], { env: { PATH, CONFIG: config } })
  return { url: await readyUrl(child), kill: () => kill(child) }
}

function readyUrl(child: ChildProcess): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const lines = text.split('\n').slice(0, -1)
      const ready = lines.find((line) => line.includes('"msg":"ready"'))
      if (ready !== undefined) resolve((JSON.parse(ready) as { readonly address: string }).address)
    })
    child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.once('exit', () => reject(new Error(text)))
  })
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}
