import type { Config } from '../config/file/load.ts'
import type { Profile } from './authenticate.ts'
import { toPrincipal, toPrincipalOfAltinn } from './claims.ts'
import type { KeySource } from './key-source.ts'

const clockTolerance = 10
const maxTokenAge = 3_600

/** Whose tokens count: each issuer has a profile of its own. */
export function profilesOf(
  config: Config,
  keys: KeySource,
  altinnKeys: KeySource,
): readonly Profile[] {
  const { file, publicUrl } = config
  const { issuer, audiences, audiencePolicy, delegationSources, altinnTokens } = file.maskinporten
  const rules = {
    issuer,
    audiences: [...audiences, publicUrl, `${publicUrl}/`],
    audiencePolicy,
    clockToleranceSeconds: clockTolerance,
    maxTokenAgeSeconds: maxTokenAge,
    refusesTestTools: file.environment === 'production',
  }
  const maskinporten: Profile = {
    keys,
    rules,
    toPrincipal: (payload, token) => toPrincipal(payload, token, delegationSources),
  }
  if (altinnTokens !== 'accept') return [maskinporten]
  const altinn: Profile = {
    keys: altinnKeys,
    rules: { ...rules, issuer: altinnIssuerOf(config) },
    toPrincipal: (payload, token) => toPrincipalOfAltinn(payload, token, delegationSources),
  }
  return [maskinporten, altinn]
}

/** Altinn/altinn-authentication: each platform is its own issuer. */
export function altinnIssuerOf({ file }: Config): string {
  return `${file.altinn3.platformUrl.replace(/\/+$/, '')}/authentication/api/v1/openid/`
}

/** Where its keys are. */
export function altinnKeysOf(config: Config): string {
  return `${altinnIssuerOf(config)}.well-known/openid-configuration/jwks`
}
