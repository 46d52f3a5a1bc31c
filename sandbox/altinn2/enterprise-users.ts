import { randomBytes } from 'node:crypto'
import { json } from './answer.ts'
import { toLocal } from './broker/view.ts'
import { readMembers, textOf } from './members.ts'
import { endUser, Refused, type Call, type Operation } from './operation.ts'
import type { EnterpriseUser } from './records.ts'
import type { Answered } from '../strict.ts'

const by = 'organisation'
const read = { method: 'GET', by, scopes: endUser('altinn:enterpriseusers.read') } as const
const write = { by, scopes: endUser('altinn:enterpriseusers.write') } as const
const query = ['ForceEIAuthentication']
const one = 'enterpriseusers/{userName}'

/** Altinn/docs content/api/rest/autorisasjon/virksomhetsbrukere.md. */
export const enterpriseUserOperations: readonly Operation[] = [
  { ...read, path: 'enterpriseusers', query, answer: listUsers },
  { ...read, path: one, query, answer: getUser },
  { ...write, method: 'POST', path: 'enterpriseusers', query, answer: createUser },
  { ...write, method: 'PUT', path: one, query, answer: renameUser },
  { ...write, method: 'DELETE', path: one, query, answer: deleteUser },
  { ...write, method: 'POST', path: `${one}/rotatesecret`, query, answer: rotateSecret },
]

function toUser({ userName, owner, created }: EnterpriseUser): object {
  return { UserName: userName, Created: created, OwnerOrgNo: owner }
}

function mine({ records, organization }: Call): readonly EnterpriseUser[] {
  return records.users.filter(({ owner }) => owner === organization)
}

function needUser(call: Call): EnterpriseUser {
  const wanted = call.params.userName?.toLowerCase()
  const found = mine(call).find(({ userName }) => userName.toLowerCase() === wanted)
  if (found === undefined) throw new Refused({ status: 404 })
  return found
}

function listUsers(call: Call): Answered {
  return json(call.asked, mine(call).map(toUser))
}

/** The documents show a single one in a list of its own. */
function answerOne(
  { asked }: Call,
  user: EnterpriseUser,
  more: object = {},
  status = 200,
): Answered {
  return json(asked, [{ ...more, ...toUser(user) }], status)
}

function getUser(call: Call): Answered {
  return answerOne(call, needUser(call))
}

/** That a missing name is 400 is inferred. */
async function needFreeName({ asked, records }: Call): Promise<string> {
  const name = textOf(await readMembers(asked, ['UserName']), 'UserName')
  if (name === undefined) throw new Refused({ status: 400 })
  const isTaken = records.users.some((one) => one.userName.toLowerCase() === name.toLowerCase())
  if (isTaken) throw new Refused({ status: 400, reason: taken })
  return name
}

const taken = 'This user name is already taken. You must enter a unique user name.'

const newSecret = (): string => randomBytes(18).toString('base64url')

/** Its secret is shown this once. */
async function createUser(call: Call): Promise<Answered> {
  const userName = await needFreeName(call)
  const created = `${toLocal(Date.now())}+01:00`
  const added = { userName, owner: call.organization, created, secret: newSecret() }
  call.records.users.push(added)
  return answerOne(call, added, { Secret: added.secret }, 201)
}

async function renameUser(call: Call): Promise<Answered> {
  const user = needUser(call)
  user.userName = await needFreeName(call)
  return answerOne(call, user)
}

function deleteUser(call: Call): Answered {
  const { users } = call.records
  users.splice(users.indexOf(needUser(call)), 1)
  return { status: 204 }
}

function rotateSecret(call: Call): Answered {
  const user = needUser(call)
  user.secret = newSecret()
  return answerOne(call, user, { Secret: user.secret })
}
