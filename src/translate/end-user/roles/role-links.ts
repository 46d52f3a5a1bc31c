import type { Resource } from '../../../altinn2/response.ts'

/** Where a role is defined, for the party as the caller wrote it; nowhere for one without a number. */
export function roleLinks(
  { RoleDefinitionId: id }: Resource['properties'],
  who = 'my',
): Pick<Resource, 'links'> {
  if (typeof id !== 'number' || id === 0) return {}
  const to = `/api/${who}/authorization/roledefinitions/${id}`
  return { links: { form: 'object', to: { roledefinition: { to } } } }
}
