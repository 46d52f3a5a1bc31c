import type { Logger } from 'pino'
import type { AskFor } from '../altinn3/calling/ask.ts'
import type { Forward } from '../forward/forward.ts'
import type { Altinn1FormsOf } from '../lookups/altinn1-forms.ts'
import type { Altinn2ListsOf } from '../lookups/altinn2-lists.ts'
import type { AppMetadataOf } from '../lookups/app-metadata.ts'
import type { ApplicationsOf } from '../lookups/applications.ts'
import type { CorrespondencesOf } from '../lookups/correspondences.ts'
import type { ProcessTasksOf } from '../lookups/process-files.ts'
import type { FormRootsOf } from '../lookups/form-roots.ts'
import type { HasXmlSchemaOf } from '../lookups/form-schemas.ts'
import type { PartiesOf } from '../lookups/parties.ts'
import type { PolicyRulesOf } from '../lookups/policy-rules.ts'
import type { ResourcesOf } from '../lookups/resources.ts'
import type { RolesOf } from '../lookups/roles.ts'
import type { OpenSubmissions } from '../operate/open-submissions.ts'
import type { InTurn } from '../replicas/guard.ts'
import type { ResponseSettings } from '../respond/respond.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Share } from '../runtime/shares.ts'
import type { Look, Ports, TranslationSettings } from '../translation.ts'

/** The two platforms, and all that an answer from them rests on. */
export interface Backends extends ResponseSettings {
  /** Absent when this installation has no Altinn 2. */
  readonly forward?: Forward | undefined
  readonly askFor: AskFor
  readonly clock: Clock
  readonly partiesOf: PartiesOf
  readonly altinn2ListsOf: Altinn2ListsOf
  readonly applicationsOf: ApplicationsOf
  readonly appMetadataOf: AppMetadataOf
  readonly formRootsOf: FormRootsOf
  readonly processTasksOf: ProcessTasksOf
  readonly resourcesOf: ResourcesOf
  readonly policyRulesOf: PolicyRulesOf
  readonly hasXmlSchemaOf: HasXmlSchemaOf
  readonly correspondencesOf: CorrespondencesOf
  readonly altinn1FormsOf: Altinn1FormsOf
  readonly rolesOf: RolesOf
  readonly owners: Pick<Look, 'ownerName' | 'ownerNumbered' | 'ownersNamed'>
  /** The signal aborts when the caller does not wait for the answer any more. */
  readonly renderBodyFor: (share: Share, signal: AbortSignal) => Ports['renderBody']
  readonly createId: Ports['createId']
  readonly inTurn: InTurn
  readonly outcomes: Ports['outcomes']
  /** Work that the end of the process waits for, also when its caller has left. */
  readonly waitFor: (work: Promise<unknown>) => void
  /** Sequences of writes that go on by themselves. */
  readonly openSubmissions: Pick<OpenSubmissions, 'begin'>
  readonly log: Logger
  readonly translation: TranslationSettings
}
