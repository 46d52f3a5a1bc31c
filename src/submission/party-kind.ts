import { authorizedPartiesScope, everybody } from '../altinn3/access-management.ts'
import type { AppMetadata } from '../altinn3/app-metadata.ts'
import { GatewayError } from '../errors.ts'
import type { Look, TranslationRequest } from '../translation.ts'

/** An organisation, as apps tell them apart. */
export type PartyKind = 'organisation' | 'subUnit' | 'bankruptcyEstate'

type Allowed = AppMetadata['partyTypesAllowed']

const inWords = {
  organisation: 'main units',
  subUnit: 'sub-units',
  bankruptcyEstate: 'bankruptcy estates',
} as const satisfies Record<PartyKind, string>

/** The kinds of organisations that an app takes. */
export function kindsTaken(allowed: Allowed): readonly PartyKind[] {
  const kinds = Object.keys(inWords) as PartyKind[]
  return kinds.filter((kind) => takes(allowed, kind))
}

/** In words, for one who has to choose another party. */
export function writeKinds(kinds: readonly PartyKind[]): string {
  return kinds.length === 0 ? 'persons' : kinds.map((kind) => inWords[kind]).join(' and ')
}

// Altinn/app-lib-dotnet InstantiationHelper.cs: none is the same as all, and an estate is also a
// main unit.
function takes(allowed: Allowed, kind: PartyKind): boolean {
  if (!allowed || Object.values(allowed).every((one) => one !== true)) return true
  if (allowed[kind] === true) return true
  return kind === 'bankruptcyEstate' && allowed.organisation === true
}

// Likewise InstantiationHelper.cs.
function kindOf(unitType: string): PartyKind {
  const type = unitType.trim()
  if (type === 'BEDR' || type === 'AAFY') return 'subUnit'
  return type === 'KBO' ? 'bankruptcyEstate' : 'organisation'
}

/**
 * Throws `PARTY_TYPE_REFUSED` where the app certainly refuses the party. What kind it is of is asked
 * only where that matters and the caller may ask; where it stays unknown, the app decides.
 */
export async function checkPartyKind(
  allowed: Allowed,
  request: Pick<TranslationRequest, 'party' | 'scopes'>,
  look: Pick<Look, 'own'>,
): Promise<void> {
  const taken = kindsTaken(allowed)
  if (taken.length === Object.keys(inWords).length) return
  const kind = taken.length === 0 ? undefined : await findKind(request, look)
  if (taken.length > 0 && (kind === undefined || taken.includes(kind))) return
  throw new GatewayError('PARTY_TYPE_REFUSED', { detail: `${writeKinds(taken)} only` })
}

async function findKind(
  { party, scopes }: Pick<TranslationRequest, 'party' | 'scopes'>,
  look: Pick<Look, 'own'>,
): Promise<PartyKind | undefined> {
  if (!scopes.has(authorizedPartiesScope)) return undefined
  try {
    const { parties } = await look.own(everybody)
    const found = parties.find(({ organizationNumber }) => organizationNumber === party)
    return found?.unitType === undefined ? undefined : kindOf(found.unitType)
  } catch (error) {
    if (error instanceof GatewayError) return undefined
    throw error
  }
}
