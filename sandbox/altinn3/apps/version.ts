import type { AppAsked } from './data.ts'
import { usualNugetVersion } from '../storage/applications-for-drafts.ts'
import type { StorageState } from '../storage/state.ts'

/** `altinnNugetVersion` of an app. */
export const versionOf = ({ nugetVersions }: StorageState, app: string): string =>
  nugetVersions[app] ?? usualNugetVersion

/** From version 9 on, an engine of its own moves the process. */
export const isNewest = ({ application, state }: AppAsked): boolean =>
  Number(versionOf(state, application.id).split('.')[0]) >= 9

/** System users are let in from version 8.6 on. */
export function knowsSystemUsers({ application, state }: AppAsked): boolean {
  const [major = 0, minor = 0] = versionOf(state, application.id).split('.').map(Number)
  return major > 8 || (major === 8 && minor >= 6)
}
