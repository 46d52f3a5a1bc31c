// Altinn 3 closes a kept connection without an answer when it is used a second time.
import { Client } from 'undici'
import { referenceOf } from '../answers.mjs'
import { atMost } from '../figures.mjs'
import { tally } from '../raw-http.mjs'
import { need, ordinary } from '../rig.mjs'

const each = 240
const connections = 8
const kibibytes = 64

export const rows = [
  {
    attack: '480 GETs over connections that Altinn 3 closes',
    run: async (rig) => {
      const token = await rig.tokenOf({ owner: 0 })
      const asked = [ordinary.list(token), ordinary.download(token, referenceOf(kibibytes))]
      for (const one of asked) await need(rig, one)
      rig.set({ closesKept: true })
      const lists = await askAll(rig, asked[0])
      const downloads = await askAll(rig, asked[1], kibibytes * 1024)
      return {
        figures: [failed('lists', lists), failed('downloads', downloads)],
        answers: tally([...lists, ...downloads]),
      }
    },
  },
]

async function askAll({ url }, asked, length) {
  const answers = []
  let left = each
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new Client(url, { pipelining: 1 })
      while (left-- > 0) answers.push(await ask(client, asked, length))
      await client.destroy()
    }),
  )
  return answers
}

/** The status, or what is wrong with the answer. */
async function ask(client, { token, method, path }, length) {
  try {
    const headers = { authorization: `Bearer ${token}`, accept: '*/*' }
    const { statusCode, body } = await client.request({ method, path, headers })
    const bytes = (await body.arrayBuffer()).byteLength
    return statusCode === 200 && bytes !== (length ?? bytes) ? 'cut' : String(statusCode)
  } catch (error) {
    return error.code ?? error.message
  }
}

function failed(what, answers) {
  const count = answers.filter((one) => one !== '200').length
  return { ...atMost(`failures of ${what}`, count, 0), of: each }
}
