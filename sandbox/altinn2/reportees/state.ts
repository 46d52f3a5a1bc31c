import type { Answered, Asked } from '../../strict.ts'

/** Somebody that one can act for, as Altinn 2 shows it. */
export interface Reportee {
  readonly partyId: number
  readonly name: string
  readonly type: 'Person' | 'Enterprise' | 'Business'
  readonly socialSecurityNumber?: string
  readonly organizationNumber?: string
  readonly parentOrganizationNumber?: string
  readonly organizationForm?: string
  /** Of organisations alone. */
  readonly status?: 'Active' | 'Inactive'
  /** As `code/edition`, and apps as `org/app`; left out when it is for everything. */
  readonly services?: readonly string[]
  /** Ids of role definitions. */
  readonly roles?: readonly number[]
}

/** What is told in two ways, or only inferred. */
export interface ReporteeModes {
  /** hente_avgiver.md of the end-user API has Norwegian types, that of the service owners English. */
  endUserTypes: 'english' | 'norwegian'
  /** What there is no value for is left out, or is null. */
  missing: 'absent' | 'null'
  /** Whether the search had more than it would read. */
  limitReached: boolean
  /** A page has no more rows than this, whatever `$top` says; how many it gave at most is not told. */
  mostRows: number
}

/** What one started stand-in keeps; tests may change it. */
export interface Altinn2Reportees {
  /** By the number of the organisation or the person who may act for them. */
  readonly of: Record<string, Reportee[]>
  /** People who have logged in to the portal. */
  readonly profiles: Set<string>
  readonly modes: ReporteeModes
  /** Path and query of every question about reportees and organisations, as they came. */
  readonly questions: string[]
  /** What is said in place of its own answer, where it is anything: a failure. */
  instead: (asked: Asked) => Answered | undefined
}
