import { orgs, resources } from './seed.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../strict.ts'

export const registryPath = '/resourceregistry/api/v1/resource'

/** The resource registry's open list, its service owners, and one resource. */
export function answerRegistry(asked: Asked): Answered {
  const rest = asked.path.slice(registryPath.length + 1)
  if (rest === 'resourcelist') {
    onlyQuery(asked, 'includeApps', 'includeMigratedApps')
    return { status: 200, body: resources }
  }
  if (rest === 'orgs') return { status: 200, body: orgs }
  if (rest === '' || rest.includes('/')) throw new UnlikeTheRealOne(asked.path)
  onlyQuery(asked, 'versionId')
  const found = resources.find(({ identifier }) => identifier === rest)
  return found === undefined ? { status: 404 } : { status: 200, body: found }
}
