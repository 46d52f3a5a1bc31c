import { seedAccess } from './access-management/seed.ts'
import type { AccessState } from './access-management/state.ts'
import { toCertifiedJwk, type ExchangeFault } from './authentication/authentication.ts'
import type { PartiesFault } from './access-management/authorized-parties.ts'
import type { BrokerState } from './broker/state.ts'
import { seedCorrespondence } from './correspondence/seed.ts'
import type { CorrespondenceState } from './correspondence/state.ts'
import type { DialogportenState } from './dialogporten/state.ts'
import type { Fault } from './fault.ts'
import type { DecisionFault } from './authorization/pdp.ts'
import { seedRegistry } from './registry/seed.ts'
import type { RegistryState } from './registry/state.ts'
import { seedBroker } from './seed.ts'
import { seedStorage } from './storage/seed/seed.ts'
import type { StorageState } from './storage/state.ts'
import { tellOfInstances } from './storage/told.ts'
import type { ApiManagement } from '../api-management.ts'
import type { KeyFault } from '../maskinporten/key-endpoint.ts'
import { createKeySet, type KeySet } from '../maskinporten/key-set.ts'

export interface Altinn3Faults {
  keys: KeyFault | undefined
  exchange: ExchangeFault | undefined
  authorizedParties: PartiesFault | undefined
  serviceOwnerParties: PartiesFault | undefined
  decision: DecisionFault | undefined
  correspondence: Fault | undefined
  dialogporten: Fault | undefined
  registry: Fault | undefined
}

/** How often each was asked, whatever came of it. */
export interface Altinn3Counts {
  exchanges: number
  authorizedParties: number
  serviceOwnerParties: number
  decisions: number
  correspondence: number
  dialogporten: number
  registry: number
}

/** What a test may look at and change. */
export interface Knobs {
  readonly broker: BrokerState
  readonly correspondence: CorrespondenceState
  readonly dialogporten: DialogportenState
  readonly access: AccessState
  /** What is published in the resource registry; apps come from Storage. */
  readonly registry: RegistryState
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
    registry: seedRegistry(),
    storage,
    keys: await createKeySet('Altinn 3', toCertifiedJwk),
    faults: {
      keys: undefined,
      exchange: undefined,
      authorizedParties: undefined,
      serviceOwnerParties: undefined,
      decision: undefined,
      correspondence: undefined,
      dialogporten: undefined,
      registry: undefined,
    },
    counts: {
      ...{ exchanges: 0, authorizedParties: 0, serviceOwnerParties: 0, decisions: 0 },
      ...{ correspondence: 0, dialogporten: 0, registry: 0 },
    },
    apiManagement: { subscriptionKey: undefined },
  }
}
