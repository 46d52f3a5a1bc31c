import { decodeJwt } from 'jose'
import { parseDateTime } from '../../altinn2/date-time.ts'
import {
  parseOrganizationNumber,
  type OrganizationNumber,
} from '../../altinn2/organization-number.ts'
import { parseServiceKey } from '../../altinn2/service-key.ts'
import { toPrincipal, toPrincipalOfAltinn } from '../../authenticate/claims.ts'
import type { Principal } from '../../authenticate/principal.ts'
import type { Config } from '../../config/file/load.ts'
import { GatewayError } from '../../errors.ts'
import { parseTarget, type Target } from '../../receive/target.ts'

/** As it was put, on the command line or to the admin port. */
export interface ExplainRequest {
  readonly method: string
  readonly url: string
  readonly token?: string | undefined
  /** The organisation that would call. */
  readonly organization?: string | undefined
  /** `code/edition`, which the request's body would name. */
  readonly service?: string | undefined
  readonly at?: string | undefined
}

export interface ReadExplainRequest {
  readonly method: string
  readonly target: Target
  readonly principal: Principal | undefined
  readonly organization: OrganizationNumber | undefined
  readonly members: Readonly<Record<string, string>> | undefined
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Nothing of a question that was written wrongly is repeated: its address may hold a person. */
export class QuestionError extends Error {}

/** Throws a `QuestionError` that says what is wrong. */
export function readExplainRequest(
  asked: ExplainRequest,
  config: Config,
  now: number,
): ReadExplainRequest {
  if (!/^[A-Za-z]{1,20}$/.test(asked.method)) throw new QuestionError('the method is not one')
  const at = asked.at === undefined ? now : parseDateTime(asked.at)
  if (at === undefined || at < 0) {
    throw new QuestionError('"at" must be a date or a date and time (in a URL, + is %2B)')
  }
  const target = parseTarget(withoutBase(asked.url, config.publicUrl))
  if (target === undefined) {
    throw new QuestionError('the address is malformed: the gateway would answer 400')
  }
  const principal = asked.token === undefined ? undefined : readToken(asked.token, config)
  const organization = readOrganization(asked.organization)
  if (principal && organization && principal.organization !== organization) {
    throw new QuestionError('the token stands for another organisation')
  }
  return {
    method: asked.method.toUpperCase(),
    target,
    principal,
    organization: principal?.organization ?? organization,
    members: readMembers(asked.service),
    at,
  }
}

/** Some address of the gateway's or of Altinn 2's, down to what the gateway would be asked. */
function withoutBase(url: string, publicUrl: string): string {
  const target = url.replace(/^https?:\/\/[^/]*/i, '')
  const { pathname } = new URL(publicUrl)
  const isOurs = url.toLowerCase().startsWith(`${publicUrl.toLowerCase()}/`)
  return isOurs && pathname !== '/' ? target.slice(pathname.length) : target
}

/** The signature is not checked: what a caller would be told is not decided by this. */
function readToken(token: string, { file }: Config): Principal {
  try {
    const claims: unknown = decodeJwt(token)
    const isAltinns =
      typeof claims === 'object' && claims !== null && 'urn:altinn:orgNumber' in claims
    const read = isAltinns ? toPrincipalOfAltinn : toPrincipal
    return read(claims, token, file.maskinporten.delegationSources)
  } catch (error) {
    // jose's error quotes what it was given.
    throw new QuestionError(`the token cannot be used: ${whyOf(error)}`)
  }
}

function whyOf(error: unknown): string {
  if (!(error instanceof GatewayError)) return 'TOKEN_INVALID'
  const { code, details } = error
  return details.fault === undefined ? code : `${code}, ${details.fault.description}`
}

function readOrganization(text: string | undefined): OrganizationNumber | undefined {
  if (text === undefined) return undefined
  const parsed = parseOrganizationNumber(text)
  if (parsed !== undefined) return parsed
  throw new QuestionError('"organization" must be an organisation number with its check digit')
}

function readMembers(service: string | undefined): ReadExplainRequest['members'] {
  if (service === undefined) return undefined
  const key = parseServiceKey(service)
  if (key === undefined) throw new QuestionError('"service" must be ServiceCode/ServiceEditionCode')
  return { ServiceCode: key.code, ServiceEdition: String(key.edition) }
}
