import { afterEach, expect, it } from 'vitest'
import { startTestGateway } from '../../support/gateway.ts'
import { startConnectProxy, type ConnectProxy } from '../../support/network/connect-proxy.ts'
import { http } from '../../support/network/http.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

it('behind a proxy calls Altinn 2, Altinn 3, keys and the list of service owners through it alone', async () => {
  let proxy: ConnectProxy | undefined
  const gateway = await startTestGateway({
    before: async ({ altinn2, altinn3, maskinporten }) => {
      const portOf = (url: string): number => Number(new URL(url).port)
      proxy = await startConnectProxy({
        'altinn2.example': portOf(altinn2.url),
        'platform.example': portOf(altinn3.url),
        'orgs.example': portOf(altinn3.url),
        'keys.example': portOf(maskinporten.url),
      })
    },
    reconfigure: (config) => ({
      ...config,
      file: {
        ...config.file,
        proxy: { url: proxy?.url ?? '', except: [] },
        altinn2: { ...config.file.altinn2, url: 'http://altinn2.example' },
        altinn3: {
          ...config.file.altinn3,
          platformUrl: 'http://platform.example',
          orgsUrl: 'http://orgs.example/orgs/altinn-orgs.json',
        },
        maskinporten: { ...config.file.maskinporten, jwksUrl: 'http://keys.example/jwk' },
      },
    }),
  })
  closing.push(
    () => gateway.close(),
    () => proxy?.close(),
  )
  const headers = { authorization: `Bearer ${await gateway.token()}`, apikey: 'k' }
  const statusOf = async (service: string): Promise<number> => {
    const path = `/api/my/brokerservice/inbox?serviceCode=${service}&serviceEditionCode=1`
    return (await http(gateway.url, path, { headers })).status
  }
  await expect.poll(() => statusOf('4483')).toBe(200)
  await expect.poll(() => statusOf('4947')).toBe(200)
  await expect
    .poll(() => [...new Set(proxy?.asked)].sort())
    .toEqual(['altinn2.example:80', 'keys.example:80', 'orgs.example:80', 'platform.example:80'])
})
