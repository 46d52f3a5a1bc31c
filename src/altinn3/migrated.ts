// How Altinn names what it migrates from services of its own: Altinn/altinn-studio-docs
// content/correspondence/transition, Altinn/altinn-storage MigrationController.cs.

/** Of an app without a deployment that has a service's archived forms. */
export function toMigratedApp(owner: string, code: string, edition: number): string {
  return `${owner}/a2-${code.toLowerCase()}-${edition}`
}

/** Of a resource that has a service's correspondences. */
export function toMigratedResource(owner: string, code: string, edition: number): string {
  return `${owner}-migratedcorrespondence-${code.toLowerCase()}-${edition}`
}

/** Are its forms Altinn 2's, or Altinn 1's? */
export function isMigratedApp(app: string): boolean {
  return /\/a[12]-/.test(app)
}

export function isMigratedResource(resource: string): boolean {
  return resource.includes('-migratedcorrespondence-')
}

/**
 * The service as `code/edition`, in small letters; `undefined` for what Altinn 2 never had. Some names
 * end before the edition or with the hyphen before it (`nav-migratedcorrespondence-4503-`): 0.
 */
export function serviceInName(name: string): string | undefined {
  const [, code, edition = ''] =
    /(?:\/a2|-migratedcorrespondence)-(.+?)(?:-([0-9]*))?$/.exec(name) ?? []
  return code === undefined ? undefined : `${code}/${edition === '' ? 0 : edition}`
}
