/** Numbers of Skatteetaten's synthetic range: the month is eighty too high. */
export const people = {
  /** Leads an organisation, and has been given more. */
  leader: { number: '26899299344', name: 'TESTPERSON LEDER', born: '1992-09-26' },
  /** Has only himself. */
  loner: { number: '15897099109', name: 'TESTPERSON ALENE', born: '1970-09-15' },
  /** Has never logged in to the portal, and has only himself. */
  newcomer: { number: '03858598566', name: 'TESTPERSON NY', born: '1985-05-03' },
  /** Gave something to others. */
  giver: { number: '11899098406', name: 'TESTPERSON GIVER', born: '1990-09-11' },
} as const

export type TestPerson = (typeof people)[keyof typeof people]

/** Can be somebody's, and is in no register here. */
export const unknownPerson = '07839597252'
