import { readMembers, textOf } from './members.ts'
import type { Call, Operation } from './operation.ts'
import type { Answered } from '../strict.ts'

/** Altinn/docs content/api/rest/kom-i-gang/virksomhet.md: a cookie for a user name and a password. */
export const authenticationOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: 'authentication/authenticatewithpassword',
    query: ['ForceEIAuthentication'],
    by: 'anybody',
    scopes: [],
    answer: authenticate,
  },
]

/** The name that the cookie has had in TT02 since release 25.4. What a wrong password gets is inferred. */
async function authenticate({ asked, records }: Call): Promise<Answered> {
  const given = await readMembers(asked, ['UserName', 'UserPassword'])
  const name = textOf(given, 'UserName')
  const secret = textOf(given, 'UserPassword')
  if (name === undefined || secret === undefined) return { status: 400 }
  const isKnown = records.users.some((user) => user.userName === name && user.secret === secret)
  if (!isKnown) return { status: 401 }
  const cookie = '.AspxAuthTT02=5A4E445B; domain=altinn.no; path=/; secure; HttpOnly; SameSite=None'
  return { status: 200, headers: { 'Set-Cookie': cookie } }
}
