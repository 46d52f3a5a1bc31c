/** What Altinn's register knows of somebody. */
export interface Party {
  readonly partyUuid: string
  readonly partyId: number
  readonly name: string
  readonly type: 'Organization' | 'Person' | 'SelfIdentified'
  readonly organizationNumber: string | null
  readonly unitType: string | null
  readonly personId: string | null
  readonly dateOfBirth: string | null
  readonly emailId: string | null
  /** The main unit, when this is a sub-unit. */
  readonly parentUuid: string | null
  isDeleted: boolean
}

type Key = 'partyUuid' | 'partyId' | 'organizationNumber' | 'personId' | 'emailId'

interface Register {
  readonly parties: readonly Party[]
}

const keys: readonly Key[] = ['partyUuid', 'partyId', 'organizationNumber', 'personId', 'emailId']

interface Index {
  /** How many parties are in it. */
  length: number
  /** Under `key value`; who came first stays. */
  readonly found: Map<string, Party>
  readonly subunits: Map<string, Party[]>
}

// A list of thousands is walked once, not once for each of those who are in it.
const indexes = new WeakMap<readonly Party[], Index>()

export function findParty({ parties }: Register, key: Key, value: string): Party | undefined {
  return indexOf(parties).found.get(`${key} ${value.toLowerCase()}`)
}

export function subunitsOf({ parties }: Register, { partyUuid }: Party): readonly Party[] {
  return indexOf(parties).subunits.get(partyUuid) ?? []
}

function indexOf(parties: readonly Party[]): Index {
  const before = indexes.get(parties)
  const index =
    before !== undefined && before.length <= parties.length
      ? before
      : { length: 0, found: new Map<string, Party>(), subunits: new Map<string, Party[]>() }
  for (const party of parties.slice(index.length)) add(index, party)
  index.length = parties.length
  indexes.set(parties, index)
  return index
}

function add({ found, subunits }: Index, party: Party): void {
  for (const key of keys) {
    const name = `${key} ${String(party[key]).toLowerCase()}`
    if (party[key] !== null && !found.has(name)) found.set(name, party)
  }
  const { parentUuid } = party
  if (parentUuid === null) return
  const siblings = subunits.get(parentUuid)
  if (siblings === undefined) subunits.set(parentUuid, [party])
  else siblings.push(party)
}
