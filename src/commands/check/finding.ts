import { GatewayError } from '../../errors.ts'
import { UnusableAnswerError } from '../../http/upstreams/failure-causes.ts'
import { ProxyError } from '../../http/upstreams/tunnel.ts'

/** One thing to look at. */
export interface Check {
  readonly name: string
  /** What to do when it fails and the failure itself does not say. */
  readonly todo: string
  /** Resolves to what was seen; fails with a `Failure` or with what the network said. */
  readonly look: () => Promise<string>
}

export interface Finding {
  readonly name: string
  readonly isWell: boolean
  readonly said: string
}

/** Something was seen that should not be so, in our own words. */
export class Failure extends Error {
  readonly todo: string | undefined

  constructor(message: string, todo?: string) {
    super(message)
    this.todo = todo
  }
}

/** Never fails. */
export async function perform({ name, todo, look }: Check): Promise<Finding> {
  try {
    return { name, isWell: true, said: await look() }
  } catch (error) {
    const { said, hint } = read(error)
    return { name, isWell: false, said: `${said}: ${hint ?? todo}` }
  }
}

interface Reading {
  readonly said: string
  readonly hint?: string | undefined
}

/** Other people's messages may quote an address or an answer: only their codes are read. */
function read(error: unknown): Reading {
  if (error instanceof Failure) return { said: error.message, hint: error.todo }
  if (!(error instanceof Error)) return { said: 'it failed' }
  if (error instanceof GatewayError && error.details.answered !== undefined) {
    const { answered } = error.details
    const hint = answered < 500 ? undefined : 'try again later, or ask its operator'
    return { said: `it answered ${answered}`, hint }
  }
  if (error instanceof ProxyError) {
    return {
      said: error.message,
      hint: 'correct HTTPS_PROXY or NO_PROXY, give Node its certificate (NODE_EXTRA_CA_CERTS), or ask its operator',
    }
  }
  const code = codeOf(error)
  const network = words[code]
  if (network !== undefined) return network
  if (/^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/.test(code)) {
    const hint = 'give it one that is trusted, or name its issuer with NODE_EXTRA_CA_CERTS'
    return { said: `the certificate is not trusted (${code})`, hint }
  }
  if (code.startsWith('HPE_') || error.name === 'HTTPParserError') {
    return { said: 'the answer is not HTTP/1.1' }
  }
  if (error instanceof SyntaxError) return { said: 'the answer is not JSON' }
  const saysOurs = (code === '' || error instanceof UnusableAnswerError) && isOurs(error.message)
  return { said: saysOurs ? error.message : `it failed (${code || error.name})` }
}

/** What our own readers of keys and lists throw: a few plain words, no address, no quotation. */
function isOurs(message: string): boolean {
  return /^[A-Za-z ]{1,60}(?:\d{3})?$/.test(message)
}

function codeOf(error: Error): string {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown }
  if (typeof code === 'string') return code
  if (error.name === 'TimeoutError') return 'ETIMEDOUT'
  return cause instanceof Error ? codeOf(cause) : ''
}

const silent = {
  said: 'no answer in time',
  hint: 'look for a firewall or a proxy in between, and at the limits under `limits`',
}
const cut = {
  said: 'the connection was cut',
  hint: 'look for a proxy in between, or for another protocol than the address says',
}

const words: Readonly<Record<string, Reading>> = {
  ENOTFOUND: { said: 'the name is not known', hint: 'correct the address, or the name servers' },
  EAI_AGAIN: { said: 'the name cannot be looked up', hint: 'look at the name servers' },
  ECONNREFUSED: { said: 'nothing listens there', hint: 'correct the address, or start it' },
  ECONNRESET: cut,
  EPIPE: cut,
  UND_ERR_SOCKET: cut,
  EPROTO: cut,
  ETIMEDOUT: silent,
  ABORT_ERR: silent,
  EHOSTUNREACH: silent,
  ENETUNREACH: silent,
  UND_ERR_CONNECT_TIMEOUT: silent,
  UND_ERR_HEADERS_TIMEOUT: silent,
  UND_ERR_BODY_TIMEOUT: silent,
}
