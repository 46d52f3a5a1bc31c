import { rolesIn, type RoleLanguage } from './roles.ts'
import { aspNetProblem } from '../problem.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

const metaRolesPath = '/accessmanagement/api/v1/meta/info/roles'

export function isMetaRoles(path: string): boolean {
  return path === metaRolesPath || path.startsWith(`${metaRolesPath}/`)
}

/** The roles of access management, for everybody: RolesController.cs of its metadata. */
export function answerMetaRoles(asked: Asked): Answered {
  onlyQuery(asked)
  const roles = rolesIn(languageOf(asked.headers['accept-language']))
  const id = asked.path.slice(metaRolesPath.length + 1)
  if (id === '') return { status: 200, body: roles }
  if (!uuid.test(id)) {
    return aspNetProblem(400, { errors: { id: [`The value '${id}' is not valid.`] } })
  }
  // RoleService.cs gives a list for one id, too, and the controller hands it on.
  const found = roles.filter((role) => role.id === id.toLowerCase())
  return found.length === 0 ? aspNetProblem(404) : { status: 200, body: found }
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** TranslationMiddleware.cs: the first one that it knows by weight; none is no error but bokmål. */
function languageOf(header = ''): RoleLanguage {
  const wanted = header
    .split(',')
    .map((part) => part.trim().split(';'))
    .map(([tag = '', weight = '']) => ({
      tag: tag.trim().toLowerCase().split('-')[0] ?? '',
      weight: Number(/^q=(.*)$/i.exec(weight.trim())?.[1] ?? 1),
    }))
    .sort((one, other) => other.weight - one.weight)
  for (const { tag } of wanted) if (Object.hasOwn(tags, tag)) return tags[tag] ?? 'nob'
  return 'nob'
}

const tags: Readonly<Record<string, RoleLanguage>> = {
  ...{ nb: 'nob', nob: 'nob', no: 'nob' },
  ...{ nn: 'nno', nno: 'nno' },
  ...{ en: 'eng', eng: 'eng' },
}
