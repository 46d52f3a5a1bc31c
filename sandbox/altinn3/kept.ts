/** A platform product that asks for rights and caches the answer. */
export type Keeper =
  | 'decisionPoint'
  | 'storage'
  | 'dialogportenParties'
  | 'dialogportenDecisions'
  | 'dialogportenResources'

const minute = 60_000

/**
 * How long the originals keep it. Altinn/altinn-authorization-tmp appsettings.json (delegations);
 * Altinn/altinn-storage AuthorizationService.cs, StorageAccessHandler.cs; Altinn/dialogporten
 * InfrastructureExtensions.cs (AuthorizedPartiesResult, Altinn.Authorization,
 * AuthorizedServiceResourcesProvider).
 */
export const originalsKeep: Readonly<Record<Keeper, number>> = {
  decisionPoint: 5 * minute,
  storage: 5 * minute,
  dialogportenParties: 15 * minute,
  dialogportenDecisions: 15 * minute,
  dialogportenResources: 15 * minute,
}

/** Where the source of rights fails, Dialogporten shows what it kept for twice as long. */
const failSafe = 2

export interface KeptModes {
  /** What they tell the time by. */
  now: () => number
  /** Milliseconds; nought, which is how the stand-ins begin: each asks anew every time. */
  keptMs: Record<Keeper, number>
  /** Dialogporten cannot ask for rights; what it kept is used on. */
  isFailingForDialogporten: boolean
}

export interface Kept {
  readonly modes: KeptModes
  readonly kept: Map<string, { readonly value: unknown; readonly since: number }>
}

/** Dialogporten has no rights to go by. */
export class RightsUnavailable extends Error {}

export function createKeptModes(): KeptModes {
  return {
    now: Date.now,
    keptMs: {
      ...{ decisionPoint: 0, storage: 0, dialogportenParties: 0 },
      ...{ dialogportenDecisions: 0, dialogportenResources: 0 },
    },
    isFailingForDialogporten: false,
  }
}

/** The cached answer while it lasts, else a new one. */
export function keep<Value>(
  { modes, kept }: Kept,
  keeper: Keeper,
  question: readonly unknown[],
  ask: () => Value,
): Value {
  const milliseconds = modes.keptMs[keeper]
  const isFailing = modes.isFailingForDialogporten && keeper.startsWith('dialogporten')
  if (milliseconds === 0 && !isFailing) return ask()
  const key = JSON.stringify([keeper, ...question])
  const found = kept.get(key)
  const lasts = isFailing ? milliseconds * failSafe : milliseconds
  if (found !== undefined && modes.now() < found.since + lasts) return found.value as Value
  if (isFailing) throw new RightsUnavailable()
  const value = ask()
  kept.set(key, { value, since: modes.now() })
  return value
}
