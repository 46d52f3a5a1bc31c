import { request } from 'undici'

export interface TokenWish {
  readonly org: string
  readonly systemUser: string | undefined
  readonly scope: string | undefined
  /** JSON: claims to add, to replace, or with null to take away. */
  readonly claims: string | undefined
}

/** Asks the running sandbox for a token. Throws when no sandbox answers at the issuer's address. */
export async function getToken(issuer: string, wish: TokenWish): Promise<string> {
  const query = new URLSearchParams({ org: wish.org })
  if (wish.systemUser !== undefined) query.set('system-user', wish.systemUser)
  if (wish.scope !== undefined) query.set('scope', wish.scope)
  if (wish.claims !== undefined) query.set('claims', wish.claims)
  const { statusCode, body } = await request(`${issuer}sandbox/token?${query.toString()}`).catch(
    () => {
      throw new Error(`no sandbox answers at ${issuer}: start one with npm start`)
    },
  )
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`the sandbox answered ${statusCode}: ${text}`)
  return text
}
