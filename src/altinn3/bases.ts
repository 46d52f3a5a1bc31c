import { GatewayError } from '../errors.ts'

/** Which of Altinn 3's addresses a call goes to. */
export type Base = 'platform' | 'apps' | 'dialogporten'

/** Where they are, without trailing slashes; the apps' may hold `{org}`, for each owner its own. */
export type Bases = Readonly<Record<Base, string>>

interface Configured {
  readonly platformUrl: string
  readonly appsUrl?: string | undefined
  readonly dialogportenUrl?: string | undefined
}

/** What is not configured follows from the platform, as Altinn names the hosts of an environment. */
export function basesOf({ platformUrl, appsUrl, dialogportenUrl }: Configured): Bases {
  return {
    platform: trimmed(platformUrl),
    apps: trimmed(appsUrl ?? platformUrl.replace(/^(https?:\/\/)platform\./, '$1{org}.apps.')),
    dialogporten: trimmed(dialogportenUrl ?? platformUrl),
  }
}

/** The whole address of a call's path and query; of an app, its owner's code comes first there. */
export function addressOf(bases: Bases, base: Base, target: string): string {
  const address = bases[base]
  if (!address.includes('{org}')) return address + target
  // It becomes a part of the host, and the caller's token goes there.
  const [, org] = /^\/([a-z0-9]+)\//.exec(target) ?? []
  if (org === undefined) throw new GatewayError('ALTINN3_UNREADABLE')
  return address.replaceAll('{org}', org) + target
}

/** A subscription key belongs to what stands before the platform, and goes to that origin alone. */
export function takesKey(bases: Bases, base: Base): boolean {
  if (base === 'platform') return true
  return base === 'dialogporten' && new URL(bases[base]).origin === new URL(bases.platform).origin
}

function trimmed(address: string): string {
  return address.replace(/\/+$/, '')
}
