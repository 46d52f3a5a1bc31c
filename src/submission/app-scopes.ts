import type { AppMetadata } from '../altinn3/app-metadata.ts'

// Altinn/app-lib-dotnet ScopeAuthorizationMiddleware.cs: Altinn's own pages are let through, too.
const scopeOfPages = 'altinn:portal/enduser'

/**
 * The scope that an app demands of users and their systems, apart from the general one; `undefined`
 * where it demands none. `[app]` in it stands for the app's name.
 *
 * @param app owner and name
 */
export function scopeOf(
  { apiScopes }: Pick<AppMetadata, 'apiScopes'>,
  app: string,
  action: 'read' | 'write',
): string | undefined {
  const scope = apiScopes?.users?.[action]?.trim()
  return scope ? scope.replaceAll('[app]', app.slice(app.indexOf('/') + 1)) : undefined
}

/** Those of the app's own scopes that are missing for these actions. */
export function missingScopes(
  metadata: Pick<AppMetadata, 'apiScopes'>,
  app: string,
  actions: readonly ('read' | 'write')[],
  held: ReadonlySet<string>,
): readonly string[] {
  if (held.has(scopeOfPages)) return []
  const demanded = actions.flatMap((action) => scopeOf(metadata, app, action) ?? [])
  return [...new Set(demanded)].filter((scope) => !held.has(scope))
}
