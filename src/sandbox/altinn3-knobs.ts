import { seedAccess } from './altinn3-access-seed.ts'
import type { AccessState } from './altinn3-access-state.ts'
import { toCertifiedJwk, type ExchangeFault } from './altinn3-authentication.ts'
import type { PartiesFault } from './altinn3-authorized-parties.ts'
import type { BrokerState } from './altinn3-broker-state.ts'
import { seedCorrespondence } from './altinn3-correspondence-seed.ts'
import type { CorrespondenceState } from './altinn3-correspondence-state.ts'
import type { DialogportenState } from './altinn3-dialogporten-state.ts'
import type { Fault } from './altinn3-fault.ts'
import type { DecisionFault } from './altinn3-pdp.ts'
import { seedBroker } from './altinn3-seed.ts'
import { seedStorage } from './altinn3-storage-seed.ts'
import type { StorageState } from './altinn3-storage-state.ts'
import { tellOfInstances } from './altinn3-storage-told.ts'
import type { ApiManagement } from './api-management.ts'
import type { KeyFault } from './key-endpoint.ts'
import { createKeySet, type KeySet } from './key-set.ts'

export interface Altinn3Faults {
  keys: KeyFault | undefined
  exchange: ExchangeFault | undefined
  authorizedParties: PartiesFault | undefined
  serviceOwnerParties: PartiesFault | undefined
  decision: DecisionFault | undefined
  correspondence: Fault | undefined
  dialogporten: Fault | undefined
}

/** How often each was asked, whatever came of it. */
export interface Altinn3Counts {
  exchanges: number
  authorizedParties: number
  serviceOwnerParties: number
  decisions: number
  correspondence: number
  dialogporten: number
}

/** What a test may look at and change. */
export interface Knobs {
  readonly broker: BrokerState
  readonly correspondence: CorrespondenceState
  readonly dialogporten: DialogportenState
  readonly access: AccessState
  /** Of Storage, and of the apps that keep everything there. */
  readonly storage: StorageState
  readonly keys: KeySet
  readonly faults: Altinn3Faults
  readonly counts: Altinn3Counts
  readonly apiManagement: ApiManagement
}

export async function createKnobs(): Promise<Knobs> {
  const correspondence = seedCorrespondence()
  const storage = seedStorage()
  tellOfInstances(storage, correspondence.dialogs)
  return {
    broker: seedBroker(),
    correspondence,
    dialogporten: correspondence.dialogs,
    access: seedAccess(),
    storage,
    keys: await createKeySet(toCertifiedJwk),
    faults: {
      keys: undefined,
      exchange: undefined,
      authorizedParties: undefined,
      serviceOwnerParties: undefined,
      decision: undefined,
      correspondence: undefined,
      dialogporten: undefined,
    },
    counts: {
      ...{ exchanges: 0, authorizedParties: 0, serviceOwnerParties: 0, decisions: 0 },
      ...{ correspondence: 0, dialogporten: 0 },
    },
    apiManagement: { subscriptionKey: undefined },
  }
}
