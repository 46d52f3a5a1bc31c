import { startAltinn2, type Altinn2 } from './altinn2/start.ts'
import { startAltinn3, type Altinn3 } from './altinn3/start.ts'
import { startMaskinporten, type Maskinporten } from './maskinporten/start.ts'

export interface Sandbox {
  readonly maskinporten: Maskinporten
  readonly altinn2: Altinn2
  readonly altinn3: Altinn3
  readonly close: () => Promise<void>
}

export interface SandboxPorts {
  readonly maskinportenPort: number
  readonly altinn2Port: number
  readonly altinn3Port: number
}

/** Starts the stand-ins on loopback; port 0 takes any free one. */
export async function startSandbox(
  ports: SandboxPorts,
  altinn2PublicOrigin: string,
): Promise<Sandbox> {
  const started: { readonly close: () => Promise<void> }[] = []
  const closeAll = async (): Promise<void> => {
    await Promise.all(started.map((standIn) => standIn.close()))
  }
  try {
    return { ...(await startEach(ports, altinn2PublicOrigin, started)), close: closeAll }
  } catch (error) {
    // A port is taken: what listens already would keep the process alive.
    await closeAll()
    throw error
  }
}

async function startEach(
  ports: SandboxPorts,
  altinn2PublicOrigin: string,
  started: { readonly close: () => Promise<void> }[],
): Promise<Omit<Sandbox, 'close'>> {
  const maskinporten = await startMaskinporten(ports.maskinportenPort)
  started.push(maskinporten)
  // Not over HTTP: what a test does to the key endpoint is between it and the gateway.
  const trust = { issuer: maskinporten.issuer, findKey: maskinporten.keys.find }
  const altinn2 = await startAltinn2(ports.altinn2Port, {
    ...trust,
    publicOrigin: altinn2PublicOrigin,
  })
  started.push(altinn2)
  const altinn3 = await startAltinn3(ports.altinn3Port, trust)
  started.push(altinn3)
  return { maskinporten, altinn2, altinn3 }
}
