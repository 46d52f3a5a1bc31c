import { listed } from '../../list.ts'
import { organizations } from './organization-list.ts'

/** The organisations that the caller may act for. */
export const listOrganizations = listed(organizations)
