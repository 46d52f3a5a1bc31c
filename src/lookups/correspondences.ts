import { createHash } from 'node:crypto'
import type { Asking } from '../altinn3/ask.ts'
import { findCorrespondences, getCorrespondence } from '../altinn3/correspondence.ts'
import { listDialogResources, lookUpDialog } from '../altinn3/dialogporten.ts'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { createCache } from './cache.ts'

/** What one token is told of correspondences and never changes: who is who. */
export interface CorrespondencesLookUp {
  /** The id of the correspondence that a dialog tells of, if it tells of one. */
  readonly correspondenceOf: (dialogId: string) => Promise<string | undefined>
  /** The id of the dialog that tells of a correspondence. */
  readonly dialogOf: (correspondenceId: string) => Promise<string | undefined>
  /** Altinn 2's number of what a dialog tells of, where it had one and the caller may look at it. */
  readonly genuineNumberOf: (dialogId: string) => Promise<number | undefined>
  /** The id of the correspondence that had this number in Altinn 2. Throws `ELEMENT_AMBIGUOUS`. */
  readonly correspondenceWith: (search: GenuineSearch) => Promise<string | undefined>
}

export interface GenuineSearch {
  /** The organisation number of whose it is. */
  readonly party: string
  readonly number: number
  /** May the resource have correspondences of Altinn 2's? */
  readonly isCandidate: (resourceId: string) => boolean
}

/** Asks with the caller's own token, and remembers the answers for that token alone. */
export type CorrespondencesOf = (token: string, ask: Asking['ask']) => CorrespondencesLookUp

/** An id or a number, as far as there is one. */
interface Known {
  readonly id?: string
  readonly number?: number
}

/** About two hundred bytes each. */
const cached = 50_000
// Which is which is settled for good; rights are asked about anew wherever it is used.
const keptFor = 24 * 3_600_000
const resourcesAtOnce = 4
/** Altinn 3 reads Altinn 2's number into 32 bits with a sign. */
const largestNumber = 0x7fff_ffff

export function createCorrespondencesOf(clock: Clock): CorrespondencesOf {
  const cache = createCache<Known>(cached, clock, 'callers')
  return (token, ask) => {
    const holder = createHash('sha256').update(token).digest('base64')
    /** What is not there may be on its way: that is not remembered. */
    const remember: Remember = (key, load) =>
      cache.get(JSON.stringify([holder, ...key]), async () => {
        const known = await load()
        return { value: known ?? {}, until: clock.now() + (known === undefined ? 0 : keptFor) }
      })
    const correspondenceOf = async (id: string): Promise<string | undefined> => {
      const known = await remember(['correspondence', id], async () => {
        const identity = await ask(lookUpDialog, { of: 'dialog', id })
        return toKnown(identity?.correspondenceId)
      })
      return known.id
    }
    return {
      correspondenceOf,
      dialogOf: async (id) => {
        const known = await remember(['dialog', id], async () => {
          const identity = await ask(lookUpDialog, { of: 'correspondence', id })
          return toKnown(identity?.dialogId)
        })
        return known.id
      },
      genuineNumberOf: async (dialogId) => {
        const id = await correspondenceOf(dialogId)
        if (id === undefined) return undefined
        return (await remember(['number', id], () => numberOf(id, ask))).number
      },
      correspondenceWith: async (search) => {
        const { party, number } = search
        if (number > largestNumber) return undefined
        const load = async (): Promise<Known | undefined> => toKnown(await find(search, ask))
        return (await remember(['genuine', party, number], load)).id
      },
    }
  }
}

type Remember = (
  key: readonly (string | number)[],
  load: () => Promise<Known | undefined>,
) => Promise<Known>

function toKnown(id: string | undefined): Known | undefined {
  return id === undefined ? undefined : { id }
}

/** That it has none is known for good; where the caller may not look, nothing is. */
async function numberOf(id: string, ask: Asking['ask']): Promise<Known | undefined> {
  const found = await ask(getCorrespondence, { id }).catch((error: unknown) => {
    if (error instanceof GatewayError && error.code === 'ALTINN3_ACCESS_REFUSED') return undefined
    throw error
  })
  if (found === undefined) return undefined
  const number = found.altinn2CorrespondenceId ?? undefined
  return number === undefined ? {} : { number }
}

/**
 * A number can only be asked about with its resource, so those that the party has dialogs of are
 * asked in turn: what has no dialog is not in the message box, whatever else the caller may see.
 */
async function find(
  { party, number, isCandidate }: GenuineSearch,
  ask: Asking['ask'],
): Promise<string | undefined> {
  const listed = (await ask(listDialogResources, { owner: party })) ?? []
  const resources = listed.filter(isCandidate)
  for (let start = 0; start < resources.length; start += resourcesAtOnce) {
    const asked = resources.slice(start, start + resourcesAtOnce).map((resourceId) =>
      ask(findCorrespondences, {
        recipient: party,
        resourceId,
        altinn2CorrespondenceId: number,
      }),
    )
    const [id, another] = new Set((await Promise.all(asked)).flatMap((ids) => ids ?? []))
    if (another !== undefined) throw new GatewayError('ELEMENT_AMBIGUOUS')
    if (id !== undefined) return id
  }
  return undefined
}
