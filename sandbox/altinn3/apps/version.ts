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
export const knowsSystemUsers = (app: AppAsked): boolean => !isBefore(app, 8, 6)

export function isBefore({ application, state }: AppAsked, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = versionOf(state, application.id).split('.').map(Number)
  return ownMajor < major || (ownMajor === major && ownMinor < minor)
}
