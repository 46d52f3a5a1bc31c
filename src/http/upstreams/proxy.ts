import { BlockList, isIP } from 'node:net'
import { isLoopback } from './loopback.ts'

/** The proxy that calls to the platforms pass through, as it is configured. */
export interface ProxySettings {
  /** With its credentials, if it asks for any. */
  readonly url?: string
  /** Hosts that are called directly, as `NO_PROXY` of other programs has them. */
  readonly except?: readonly string[]
}

export interface OutboundProxy {
  /** Without credentials. */
  readonly origin: string
  /** The value of `Proxy-Authorization`. */
  readonly authorization: string | undefined
  /** Whether calls to this host and port pass through the proxy. */
  readonly isFor: (hostname: string, port: number) => boolean
}

/** Absent where there is no proxy. The settings must have been checked. */
export function createProxy({ url, except = [] }: ProxySettings = {}): OutboundProxy | undefined {
  if (url === undefined) return undefined
  const { origin } = new URL(url)
  return { origin, authorization: authorizationOf(new URL(url)), isFor: createRule(except) }
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Basic ${Buffer.from(plain).toString('base64')}`
}

/**
 * The rule of curl and Go: loopback is never proxied, `*` excepts everything, a name excepts itself
 * and all below it, with or without a dot in front. A network (`10.0.0.0/8`) excepts addresses only.
 */
function createRule(except: readonly string[]): OutboundProxy['isFor'] {
  const entries = except
    .flatMap((entry) => entry.toLowerCase().split(/\s+/))
    .filter((entry) => entry !== '')
  if (entries.includes('*')) return () => false
  const names = entries.filter((entry) => !entry.includes('/')).map(toName)
  const networks = networksOf(entries)
  return (hostname, port) => {
    const host = bare(hostname.toLowerCase())
    if (isLoopback(host)) return false
    const isExcepted = names.some(
      ({ name, port: only }) =>
        (only === undefined || only === port) && (host === name || host.endsWith(`.${name}`)),
    )
    const family = isIP(host)
    return !isExcepted && !(family > 0 && networks.check(host, family === 6 ? 'ipv6' : 'ipv4'))
  }
}

interface ExceptedName {
  readonly name: string
  readonly port: number | undefined
}

/** `host`, `.host`, `*.host`, `host:443`, `::1` or `[::1]:443`. */
function toName(entry: string): ExceptedName {
  const [, host = entry, port] = /^(\[.*\]|[^:]*):(\d{1,5})$/.exec(entry) ?? []
  const name = bare(host).replace(/^\*?\./, '')
  return { name, port: port === undefined ? undefined : Number(port) }
}

/** Without the brackets of an address, and without the last dot of a whole name. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

/** What is no network is passed over: other programs read the same variable. */
function networksOf(entries: readonly string[]): BlockList {
  const networks = new BlockList()
  for (const entry of entries) {
    const [address = '', length = ''] = entry.split('/')
    const family = isIP(address)
    const maxLength = family === 6 ? 128 : 32
    if (family === 0 || !/^\d{1,3}$/.test(length) || Number(length) > maxLength) continue
    networks.addSubnet(address, Number(length), family === 6 ? 'ipv6' : 'ipv4')
  }
  return networks
}
