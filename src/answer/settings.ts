import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Authenticate } from '../authenticate/authenticate.ts'
import type { CheckApiKey } from '../authorise/api-key.ts'
import type { Altinn2Dates } from '../decide/decide.ts'
import type { Register } from '../decide/register.ts'
import type { ListScopes } from '../decide/scopes.ts'
import type { BodySettings } from '../http/server/body.ts'
import type { DecisionsOf } from '../lookups/decisions.ts'
import type { ServiceOwners } from '../lookups/service-owners.ts'
import type { RefusedCallers } from '../operate/refused-callers.ts'
import type { Route } from '../translation.ts'
import type { Backends } from './backends.ts'
import type { StartShadowRequest } from './shadow.ts'

/** Everything that the life of a request needs; `compose/` puts it together. */
export interface AnswerSettings extends Backends, BodySettings {
  readonly endpoints: readonly Route[]
  readonly authenticate: Authenticate
  readonly decisionsOf: DecisionsOf
  readonly checkApiKey: CheckApiKey
  /** A service owner's code, by organisation number. */
  readonly ownerCodeOf: ServiceOwners['codeOf']
  /** The register as it stands; each request holds on to the one it began with. */
  readonly register: () => Register
  /** Is Altinn 2 open at this moment (milliseconds since 1970)? */
  readonly altinn2IsOpen: (now: number) => boolean
  readonly altinn2Dates: Altinn2Dates
  readonly listScopes: ListScopes
  readonly refusedCallers: Pick<RefusedCallers, 'note' | 'noteRefusal'>
  readonly startShadowRequest: StartShadowRequest
  /** Altinn 2's own status for its missing scope: 401. */
  readonly statusCompat: boolean
  /** Origins of web pages that may ask and read. */
  readonly corsOrigins: readonly string[]
  /** Counts a request for the organisation that it acts for. Throws `RATE_LIMITED`. */
  readonly limitRate: (request: FastifyRequest, reply: FastifyReply) => Promise<void>
}
