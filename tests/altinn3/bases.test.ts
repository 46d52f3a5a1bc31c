import { describe, expect, it } from 'vitest'
import { addressOf, basesOf } from '../../src/altinn3/bases.ts'

describe('where Altinn 3 is', () => {
  it.each([
    ['https://platform.altinn.no', 'https://{org}.apps.altinn.no'],
    ['https://platform.tt02.altinn.no/', 'https://{org}.apps.tt02.altinn.no'],
    ['https://platform.at22.altinn.cloud', 'https://{org}.apps.at22.altinn.cloud'],
    ['http://127.0.0.1:8083', 'http://127.0.0.1:8083'],
    ['https://a.example/platform.x/', 'https://a.example/platform.x'],
  ])('follows from the platform: %s', (platformUrl, apps) => {
    const bases = basesOf({ platformUrl })
    const platform = platformUrl.replace(/\/$/, '')
    expect(bases).toEqual({ platform, apps, dialogporten: platform })
  })

  it('is what is configured, whatever the platform is', () => {
    const bases = basesOf({
      platformUrl: 'https://platform.altinn.no',
      appsUrl: 'https://{org}.proxy.example//',
      dialogportenUrl: 'https://proxy.example/dialogs/',
    })
    expect(bases).toEqual({
      platform: 'https://platform.altinn.no',
      apps: 'https://{org}.proxy.example',
      dialogporten: 'https://proxy.example/dialogs',
    })
  })

  it('is each owner’s own host for its apps, and one address for everything else', () => {
    const bases = basesOf({ platformUrl: 'https://platform.altinn.no' })
    expect(addressOf(bases, 'apps', '/ttd/prove/instances')).toBe(
      'https://ttd.apps.altinn.no/ttd/prove/instances',
    )
    expect(addressOf(bases, 'platform', '/ttd/prove')).toBe('https://platform.altinn.no/ttd/prove')
    const oneHost = { ...bases, apps: 'https://apps.example' }
    expect(addressOf(oneHost, 'apps', '/ttd/prove/')).toBe('https://apps.example/ttd/prove/')
  })

  it.each(['/ttd.evil.example/x/', '/ttd%2f/x/', '//ttd/x', '/TTD/x/', '/a@b/x/', '/ttd', ''])(
    'is no host that an address could smuggle in: %j',
    (target) => {
      const bases = basesOf({ platformUrl: 'https://platform.altinn.no' })
      expect(() => addressOf(bases, 'apps', target)).toThrow(
        expect.objectContaining({ code: 'ALTINN3_UNREADABLE' }) as Error,
      )
    },
  )
})
