import { writeServiceKey, type ServiceKey } from '../../altinn2/service-key.ts'
import type { MessageInput } from '../../altinn2/messages/submission/message-input.ts'
import type { AppMetadata } from '../../altinn3/app-metadata.ts'
import type { Moved, Target } from '../../decide/register.ts'
import { GatewayError } from '../../errors.ts'
import type { Look, TranslationRequest } from '../../translation.ts'
import { missingScopes } from './app-scopes.ts'
import { isNewEnough, neededVersion, writeVersion } from './app-version.ts'
import { checkPartyKind } from './party-kind.ts'
import type { FormPlace } from '../wanted.ts'

type Request = Pick<TranslationRequest, 'targets' | 'scopes' | 'party'>
interface Ports {
  readonly look: Pick<Look, 'appMetadata' | 'own'>
}

/** A target that is an app. */
interface AppTarget {
  readonly service: ServiceKey
  readonly place: Extract<Moved, { to: 'app' }>
}

/**
 * The app that takes a new form of a service, with what it says of itself. Throws `TAKES_NO_FORMS`,
 * `PARAMETER_MALFORMED`, `NEEDS_CONFIGURATION`, `APP_GONE`, `APP_TOO_OLD`, `INSTANTIATION_REFUSED`, `SCOPE_MISSING` and
 * `PARTY_TYPE_REFUSED`.
 *
 * @param key the service, where the request has targets of several
 */
export async function needFormPlace(
  request: Request,
  { look }: Ports,
  key?: ServiceKey,
): Promise<FormPlace> {
  const target = needTarget(request.targets, key)
  const { app } = target.place
  const metadata = await needApp(app, look)
  if (metadata.disallowUserInstantiation === true) {
    throw new GatewayError('INSTANTIATION_REFUSED', { detail: app })
  }
  needAppScopes({ ...target, metadata }, request, ['write'])
  await checkPartyKind(metadata.partyTypesAllowed, request, look)
  return { ...target, metadata }
}

/**
 * Likewise for an instance that is there. Throws `NEEDS_CONFIGURATION`, `APP_GONE`, `APP_TOO_OLD` and
 * `SCOPE_MISSING`.
 *
 * @param app the instance's `appId`
 */
export async function needPlaceOfDraft(
  app: string,
  request: Pick<Request, 'targets' | 'scopes'>,
  { look }: { readonly look: Pick<Look, 'appMetadata'> },
): Promise<FormPlace> {
  const target = appTargets(request.targets).find(({ place }) => place.app === app)
  if (target === undefined) {
    throw needsSetting(`${app} is the app of no service`, `a service that moved to ${app}`)
  }
  const place = { ...target, metadata: await needApp(app, look) }
  needAppScopes(place, request, ['write'])
  return place
}

/** Throws `SCOPE_MISSING`, which names what the app demands for these actions and the caller lacks. */
export function needAppScopes(
  { place: { app }, metadata }: Pick<FormPlace, 'place' | 'metadata'>,
  { scopes: held }: Pick<Request, 'scopes'>,
  actions: readonly ('read' | 'write')[],
): void {
  const scopes = missingScopes(metadata, app, actions, held)
  if (scopes.length === 0) return
  throw new GatewayError('SCOPE_MISSING', { detail: `${app} demands ${scopes.join(' ')}`, scopes })
}

/** A message does not become one of another service. Throws `BODY_MALFORMED`. */
export function needSameService(
  {
    serviceCode: code,
    serviceEdition: edition,
  }: Pick<MessageInput, 'serviceCode' | 'serviceEdition'>,
  own: ServiceKey,
): void {
  const isOther =
    (code !== undefined && code.toLowerCase() !== own.code.toLowerCase()) ||
    (edition !== undefined && edition !== own.edition)
  if (!isOther) return
  throw new GatewayError('BODY_MALFORMED', {
    detail: `ServiceCode and ServiceEdition of this message are ${writeServiceKey(own)}`,
  })
}

/** A message must say what it is for. */
export function serviceMissing(): GatewayError {
  return new GatewayError('PARAMETER_MALFORMED', { detail: 'ServiceCode, ServiceEdition' })
}

/** A setting is missing in the services file. */
export function needsSetting(detail: string, setting: string): GatewayError {
  const where = `${setting}, in the services file`
  return new GatewayError('NEEDS_CONFIGURATION', { detail, setting: where })
}

function needTarget(targets: readonly Target[], key: ServiceKey | undefined): AppTarget {
  const meant = targets.filter(({ service }) => key === undefined || isSame(service, key))
  const candidates = appTargets(meant)
  const [first] = candidates
  if (first === undefined) throw new GatewayError('TAKES_NO_FORMS')
  // A message that names no service could be of any.
  const others = candidates.filter(({ service }) => !isSame(service, first.service))
  if (others.length > 0) throw serviceMissing()
  const chosen = candidates.length === 1 ? first : candidates.find(({ place }) => place.default)
  if (chosen !== undefined) return chosen
  const service = writeServiceKey(first.service)
  throw needsSetting(`${service} has several apps`, `default at one of the apps of ${service}`)
}

function appTargets(targets: readonly Target[]): readonly AppTarget[] {
  return targets.flatMap(({ service, moved }) =>
    moved.to === 'app' ? [{ service, place: moved }] : [],
  )
}

/** Letter case is kept for answers and ignored in matching. */
function isSame(one: ServiceKey, other: ServiceKey): boolean {
  return one.code.toLowerCase() === other.code.toLowerCase() && one.edition === other.edition
}

async function needApp(app: string, look: Pick<Look, 'appMetadata'>): Promise<AppMetadata> {
  const metadata = await look.appMetadata(app)
  if (metadata === undefined) throw new GatewayError('APP_GONE', { detail: app })
  const { altinnNugetVersion: version } = metadata
  if (isNewEnough(version)) return metadata
  const detail = `${app} has ${writeVersion(version)} of app-lib, ${neededVersion} is needed`
  throw new GatewayError('APP_TOO_OLD', { detail })
}
