import type { Asking } from '../altinn3/calling/ask.ts'
import { findCorrespondences, getCorrespondence } from '../altinn3/correspondence.ts'
import {
  listDialogResources,
  lookUpDialog,
  type DialogIdentity,
  type DialogReference,
} from '../altinn3/dialogporten.ts'
import type { Clock } from '../runtime/clock.ts'
import { GatewayError } from '../errors.ts'
import { alsoMisses, createMemory, type Remember } from '../runtime/memory.ts'

/** What one token is told of correspondences and never changes: who is who. */
export interface CorrespondencesLookUp {
  /**
   * The id of the correspondence that a dialog tells of: `null` where the dialog tells of none, and
   * `undefined` where the caller has no such dialog.
   */
  readonly correspondenceOf: (dialogId: string) => Promise<string | null | undefined>
  /** The id of the dialog that tells of a correspondence. */
  readonly dialogOf: (correspondenceId: string) => Promise<string | undefined>
  /** Altinn 2's number of what a dialog tells of, where it had one and the caller may look at it. */
  readonly genuineNumberOf: (dialogId: string) => Promise<number | undefined>
  /**
   * The id of the correspondence that had this number in Altinn 2. Throws `ELEMENT_AMBIGUOUS`, and
   * `NEEDS_CONFIGURATION` where not all that may have it can be looked through.
   */
  readonly correspondenceWith: (search: GenuineSearch) => Promise<string | undefined>
}

export interface GenuineSearch {
  /** The organisation number of whose it is. */
  readonly party: string
  readonly number: number
  /** Those that the services file says have correspondences of Altinn 2's. */
  readonly named: readonly string[]
  /** May any other one? */
  readonly isCandidate: (resourceId: string) => boolean
}

/** Asks with the caller's own token, and remembers the answers for that token alone. */
export type CorrespondencesOf = (token: string, ask: Asking['ask']) => CorrespondencesLookUp

/** An id or a number, as far as there is one. */
interface Known {
  readonly id?: string
  readonly number?: number
  /** Not all of what may have it was asked. */
  readonly isCut?: true
}

/** About two hundred bytes each. */
const cached = 50_000
const resourcesAtOnce = 4
/** Each of them is a call. */
const mostResources = 200
const mostUnlisted = 20
/** Altinn 3 reads Altinn 2's number into 32 bits with a sign. */
const largestNumber = 0x7fff_ffff

export function createCorrespondencesOf(clock: Clock): CorrespondencesOf {
  const memoryOf = createMemory<Known>(cached, clock)
  return (token, ask) => rememberedIn(memoryOf(token), ask)
}

function rememberedIn(remember: Remember<Known>, ask: Asking['ask']): CorrespondencesLookUp {
  const otherOf = (of: DialogReference['of'], id: string): Promise<Known | undefined> =>
    remember([of, id], async () => toKnown(of, await ask(lookUpDialog, { of, id })), keptOfDialog)
  const correspondenceOf = async (dialogId: string): Promise<string | null | undefined> => {
    const known = await otherOf('dialog', dialogId)
    return known === undefined ? undefined : (known.id ?? null)
  }
  return {
    correspondenceOf,
    dialogOf: async (id) => (await otherOf('correspondence', id))?.id,
    genuineNumberOf: async (dialogId) => {
      const id = await correspondenceOf(dialogId).catch(undefinedIfRefused)
      if (id === undefined || id === null) return undefined
      return (await remember(['number', id], () => numberOf(id, ask)))?.number
    },
    correspondenceWith: async (search) => {
      const { party, number } = search
      if (number > largestNumber) return undefined
      const known = await remember(['genuine', party, number], () => find(search, ask), keptFor)
      if (known?.isCut === true) throw tooMany()
      return known?.id
    },
  }
}

const keptFor = alsoMisses<Known>(({ id }) => id !== undefined)

function tooMany(): GatewayError {
  const detail = 'too many resources to look through for this id'
  const setting = 'the service of this message, in the services file'
  return new GatewayError('NEEDS_CONFIGURATION', { detail, setting })
}

/** Its owner may yet give a dialog the label that names a correspondence. */
function keptOfDialog(found: Known | undefined): number {
  return found === undefined ? 0 : keptFor(found)
}

function toKnown(of: DialogReference['of'], found: DialogIdentity | undefined): Known | undefined {
  if (found === undefined) return undefined
  const id = of === 'dialog' ? found.correspondenceId : found.dialogId
  return id === undefined ? {} : { id }
}

function undefinedIfRefused(error: unknown): undefined {
  if (error instanceof GatewayError && error.code === 'ALTINN3_ACCESS_REFUSED') return undefined
  throw error
}

/** That it has none is known for good; where the caller may not look, nothing is. */
async function numberOf(id: string, ask: Asking['ask']): Promise<Known | undefined> {
  const found = await ask(getCorrespondence, { id }).catch(undefinedIfRefused)
  if (found === undefined) return undefined
  const number = found.altinn2CorrespondenceId ?? undefined
  return number === undefined ? {} : { number }
}

/**
 * A number can only be asked about with its resource, so those that the party has dialogs of are
 * asked in turn: what has no dialog is not in the message box, whatever else the caller may see.
 */
async function find(search: GenuineSearch, ask: Asking['ask']): Promise<Known | undefined> {
  const candidates = await candidatesOf(search, ask)
  const resources = candidates.slice(0, mostResources)
  for (let start = 0; start < resources.length; start += resourcesAtOnce) {
    const some = resources.slice(start, start + resourcesAtOnce)
    const [id, another] = await findAmong(some, search, ask)
    if (another !== undefined) throw new GatewayError('ELEMENT_AMBIGUOUS')
    if (id !== undefined) return { id }
  }
  return candidates.length > resources.length ? { isCut: true } : undefined
}

/**
 * Those that the services file names come first. Dialogporten keeps its list for up to 15 minutes,
 * whatever arrives (InfrastructureExtensions.cs), so that some of the named ones are asked unlisted.
 */
async function candidatesOf(
  { party, named, isCandidate }: GenuineSearch,
  ask: Asking['ask'],
): Promise<readonly string[]> {
  const listed = new Set(await ask(listDialogResources, { owner: party }))
  const isNamed = new Set(named)
  const others = [...listed].filter((resource) => !isNamed.has(resource) && isCandidate(resource))
  const unlisted = [...isNamed]
    .filter((resource) => !listed.has(resource) && isCandidate(resource))
    .slice(0, mostUnlisted)
  return [...[...isNamed].filter((resource) => listed.has(resource)), ...unlisted, ...others]
}

async function findAmong(
  resources: readonly string[],
  { party, number }: GenuineSearch,
  ask: Asking['ask'],
): Promise<readonly string[]> {
  const found = await Promise.all(
    resources.map((resourceId) =>
      ask(findCorrespondences, { recipient: party, resourceId, altinn2CorrespondenceId: number }),
    ),
  )
  return [...new Set(found.flatMap((ids) => ids ?? []))]
}
