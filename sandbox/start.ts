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
  const maskinporten = await startMaskinporten(ports.maskinportenPort)
  // Not over HTTP: what a test does to the key endpoint is between it and the gateway.
  const trust = { issuer: maskinporten.issuer, findKey: maskinporten.keys.find }
  const altinn2 = await startAltinn2(ports.altinn2Port, {
    ...trust,
    publicOrigin: altinn2PublicOrigin,
  })
  const altinn3 = await startAltinn3(ports.altinn3Port, trust)
  return {
    maskinporten,
    altinn2,
    altinn3,
    close: async () => {
      await Promise.all([maskinporten.close(), altinn2.close(), altinn3.close()])
    },
  }
}
