import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { bucketOf } from '../../src/decide/register.ts'

/** printf '<service>/<organisation>' | sha256sum: the first four bytes, modulo 10 000, in hundredths. */
const buckets = [
  ['5997/1', '313876144', 90.31],
  ['5997/1', '310385980', 93.72],
  ['5997/1', '991825827', 7.74],
  ['5997/2', '313876144', 48.16],
  ['5997/2', '310385980', 81.55],
  ['5997/2', '991825827', 92.12],
  ['SKBERG/160101', '313876144', 14],
  ['skberg/160101', '310385980', 95.7],
  ['skberg/160101', '991825827', 94.11],
  ['u7372/1357', '313876144', 45.33],
  ['U7372/1357', '310385980', 36.79],
  ['u7372/1357', '991825827', 11.75],
  ['4947/1', '313876144', 32.04],
  ['4947/1', '310385980', 13.1],
  ['4947/1', '991825827', 63.9],
] as const

function toKey(service: string): { code: string; edition: number } {
  const [code = '', edition] = service.split('/')
  return { code, edition: Number(edition) }
}

describe('the place of an organisation in a rollout', () => {
  it.each(buckets)('is what it has always been: %s %s', (service, organization, bucket) => {
    expect(bucketOf(toKey(service), organization)).toBe(bucket)
  })

  it('is the same in another process, in another language and time zone', () => {
    const script = `
      import { readFileSync } from 'node:fs'
      import ts from 'typescript'
      const source = readFileSync('src/decide/register.ts', 'utf8')
      const options = { module: 'ESNext', target: 'ES2022', verbatimModuleSyntax: true }
      const { outputText } = ts.transpileModule(source, { compilerOptions: options })
      const { bucketOf } = await import('data:text/javascript,' + encodeURIComponent(outputText))
      const asked = JSON.parse(process.argv[1])
      console.log(JSON.stringify(asked.map(([key, organization]) => bucketOf(key, organization))))`
    const asked = buckets.map(([service, organization]) => [toKey(service), organization])
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', script, JSON.stringify(asked)],
      {
        cwd: new URL('../../', import.meta.url),
        encoding: 'utf8',
        env: { ...process.env, TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
      },
    )
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual(buckets.map(([, , bucket]) => bucket))
  })
})
