/** An app's resource: `ttd/prove-skjema` is `app_ttd_prove-skjema` (altinn-studio, app resource ids). */
export function toAppResourceId(app: string): string {
  return `app_${app.replace('/', '_')}`
}

export function isAppResource(id: string): boolean {
  return id.startsWith('app_')
}
