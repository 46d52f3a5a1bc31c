import type { OrganizationNumber } from '../altinn2/organization-number.ts'
import type { CallerKind } from '../endpoint.ts'

/** Who calls, derived once from a verified token; the only thing the token module lets out. */
export interface Principal {
  readonly kind: CallerKind
  /** The organisation that the caller acts as: a system user's customer, or the consumer. */
  readonly organization: OrganizationNumber
  /** The organisation that owns the calling system: the token's consumer. */
  readonly owner: OrganizationNumber
  /** A system user's own uuid, for Altinn 3's decisions about it. Nothing logs it. */
  readonly systemUser?: string
  readonly client?: string
  /** Whose token it is: an Altinn token is what Altinn 3 exchanges a Maskinporten token for. */
  readonly issuedBy: 'maskinporten' | 'altinn'
  readonly scopes: ReadonlySet<string>
  /** The token claims a person that its client chose; nobody has logged in. */
  readonly namesPerson: boolean
  /** Milliseconds since 1970. */
  readonly expires: number
  /** The token as it came, for the platforms behind. */
  readonly token: string
}
