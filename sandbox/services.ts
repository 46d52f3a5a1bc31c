/** Some services of an Altinn 2 test environment: real codes, so that examples look like life. */
export interface SeedService {
  readonly code: string
  readonly edition: number
  readonly type: 'Broker' | 'Collaboration' | 'Correspondence' | 'FormTask' | 'Link' | 'Lookup'
  readonly owner: string
  readonly name: string
  readonly validFrom: string
  readonly validTo: string
}

export const serviceOwners: Readonly<Record<string, string>> = {
  ACN: 'Testetat for Accenture',
  ASF: 'Altinn Sentralforvaltning',
  BRG: 'Brønnøysundregistrene',
  DIFI: 'Direktoratet for forvaltning og IKT',
  DIGDIR: 'Digitaliseringsdirektoratet',
  NAV: 'NAV (Arbeids- og velferdsetaten)',
}

type Row = readonly [string, number, SeedService['type'], string, string, string, string]

// prettier-ignore
const rows: readonly Row[] = [
  ['3225', 536, 'FormTask', 'ACN', '11acnTest', '2021-04-09T12:00:12', '2051-03-11T10:32:00'],
  ['3314', 3456, 'FormTask', 'ACN', '1911 Repo Service', '2021-03-25T15:52:00', '2025-07-31T13:46:00'],
  ['5563', 1000, 'FormTask', 'ACN', 'ACN Automation Suite', '2021-02-11T12:41:53', '2050-05-08T14:16:00'],
  ['4540', 1, 'Correspondence', 'ACN', 'ACN Bruksmønster C', '2022-10-04T20:59:52', '2046-06-14T15:20:00'],
  ['4542', 1, 'Lookup', 'ACN', 'ACN Bruksmønster D', '2022-10-04T21:01:22', '2046-06-14T15:56:00'],
  ['4543', 1, 'Broker', 'ACN', 'ACN Bruksmønster E', '2022-10-04T21:02:02', '2046-06-14T15:59:00'],
  ['4541', 1, 'Correspondence', 'ACN', 'ACN Bruksmønster F', '2022-10-04T21:02:52', '2046-06-14T15:50:00'],
  ['4537', 1, 'FormTask', 'ACN', 'ACN Bruksmønster G', '2022-10-04T21:03:34', '2046-06-14T14:00:00'],
  ['4538', 1, 'FormTask', 'ACN', 'ACN Bruksmønster H', '2022-10-04T21:04:24', '2046-06-14T14:37:00'],
  ['4539', 1, 'FormTask', 'ACN', 'ACN Bruksmønster J', '2022-09-28T00:16:14', '2046-06-14T14:41:00'],
  ['4485', 1234, 'Link', 'ACN', 'ACN LinkService', '2021-03-19T09:14:00', '2050-03-06T13:14:00'],
  ['4549', 5555, 'Collaboration', 'ACN', 'ACN RegressionTest - CollaborationServices', '2021-03-16T13:09:00', '2050-10-26T20:37:00'],
  ['4489', 36912, 'FormTask', 'ACN', 'ACN Reporting Service with subform', '2021-12-13T15:13:00', '2046-04-28T13:29:00'],
  ['4483', 1, 'Broker', 'ACN', 'ACN_BROKER', '2021-03-16T12:47:00', '2046-04-28T11:22:00'],
  ['4947', 1, 'Broker', 'ACN', 'ACN_BROKER_02', '2022-01-07T01:25:02', '2047-09-18T11:00:00'],
  ['u7372', 1357, 'Broker', 'ACN', 'ACN_BROKER_SER', '2022-01-07T10:23:32', '2051-11-03T10:12:00'],
  ['u7372', 7531, 'Broker', 'ACN', 'ACN_BROKER_SER', '2022-01-07T01:25:00', '2051-11-03T10:12:00'],
  ['u7372', 7896, 'Broker', 'ACN', 'ACN_BROKER_SER', '2022-03-25T11:57:20', '2051-11-03T10:12:00'],
  ['5607', 2, 'Link', 'ACN', 'Consent test with overriden request message', '2021-03-16T14:12:00', '2050-09-02T11:46:00'],
  ['3008', 102, 'Correspondence', 'ACN', 'Correspondence', '2021-07-09T10:14:00', '2035-12-31T23:59:00'],
  ['u7368', 1070, 'FormTask', 'ACN', 'CU_PatchTest1', '2021-04-14T13:23:00', '2051-04-14T13:14:00'],
  ['5565', 1111, 'Link', 'ACN', 'Fullmakt Service AutomationTest', '2021-06-07T14:07:00', '2050-05-13T13:51:00'],
  ['u7371', 1, 'FormTask', 'ACN', 'Internal_Correspondence', '2021-09-24T10:34:00', '2051-09-24T10:22:00'],
  ['3181', 120803, 'Lookup', 'ACN', 'Lookup services for Test Team', '2021-03-22T11:09:57', '2035-08-22T13:41:00'],
  ['3948', 2307, 'FormTask', 'ACN', 'Parallel Signing', '2021-04-08T15:21:00', '2046-04-28T11:29:00'],
  ['5998', 160101, 'FormTask', 'ACN', 'Prøveskjema', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['5997', 1, 'FormTask', 'ACN', 'Enkelt skjema', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['5996', 1, 'FormTask', 'ACN', 'Skjema i eldre app', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['5995', 1, 'FormTask', 'ACN', 'Skjema i ny app', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['5993', 1, 'FormTask', 'ACN', 'Skjema med eget scope', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['5992', 1, 'FormTask', 'ACN', 'Skjema med skann', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['5991', 1, 'FormTask', 'ACN', 'Stengt skjema', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['5990', 1, 'FormTask', 'ACN', 'Skjema for personer', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['5989', 1, 'FormTask', 'ACN', 'Skjema som bekreftes', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['5988', 1, 'FormTask', 'ACN', 'Skjema med tilbakemelding', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['5987', 1, 'FormTask', 'ACN', 'Skjema som sendes videre', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['5986', 1, 'FormTask', 'ACN', 'Skjema som slettes', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['5985', 1, 'FormTask', 'ACN', 'Skjema som betales', '2016-01-01T08:00:00', '2051-03-11T10:32:00'],
  ['3996', 201503, 'Correspondence', 'ASF', 'AutoRegTest', '2021-02-10T12:19:41', '2079-12-11T12:56:00'],
  ['4018', 201504, 'Collaboration', 'ASF', 'AutoRegTest C1', '2022-04-04T09:39:35', '2079-01-20T14:00:00'],
  ['4758', 201701, 'Correspondence', 'ASF', 'AutoRegTestSI', '2021-02-10T12:20:01', '2047-01-24T13:00:00'],
  ['2996', 120202, 'Correspondence', 'ASF', 'Generell meldingstjeneste', '2021-10-06T12:53:00', '2069-02-02T00:33:00'],
  ['4980', 1, 'Correspondence', 'ASF', 'GUI correspondence', '2021-04-21T08:59:00', '2047-11-14T00:27:00'],
  ['4983', 1, 'Link', 'ASF', 'GUI link', '2021-02-24T09:52:00', '2047-11-14T15:52:00'],
  ['4982', 1, 'Lookup', 'ASF', 'GUI lookup', '2021-02-10T12:22:43', '2047-11-14T11:56:00'],
  ['4629', 1, 'Link', 'ASF', 'Ligningsdata fra Skatteetaten TEST', '2021-03-25T15:15:00', '2046-09-27T00:36:00'],
  ['3082', 2, 'Lookup', 'BRG', 'Abonnere på varsel', '2021-02-10T12:16:06', '2050-12-31T15:00:00'],
  ['BOABA', 1, 'Correspondence', 'BRG', 'Boside - Abandonering', '2021-06-21T13:25:45', '2050-12-31T15:00:00'],
  ['BOAKKO', 1, 'Correspondence', 'BRG', 'Boside - Akkord', '2021-06-21T13:26:27', '2050-12-31T15:00:00'],
  ['BOADOK', 1, 'Correspondence', 'BRG', 'Boside - Andre dokumenter', '2021-06-21T13:30:37', '2050-12-31T15:00:00'],
  ['3078', 6, 'Lookup', 'BRG', 'Dokument', '2021-06-21T13:07:30', '2050-12-31T15:01:00'],
  ['3077', 1, 'Collaboration', 'BRG', 'Konkursbehandling', '2021-06-21T13:41:23', '2050-12-31T15:00:00'],
  ['5175', 1, 'Lookup', 'BRG', 'Kontoinformasjon', '2021-06-21T13:10:20', '2048-09-04T10:56:00'],
  ['3081', 6, 'Lookup', 'BRG', 'Om konkursboet', '2021-06-21T13:19:37', '2050-12-31T15:00:00'],
  ['2480', 40, 'Lookup', 'BRG', 'Produkter og tjenester fra Brønnøysundregistrene', '2022-02-16T14:36:57', '2029-01-31T23:59:00'],
  ['3080', 2, 'Lookup', 'BRG', 'Roller for konkursdebitor', '2021-06-21T13:21:05', '2050-12-31T15:01:00'],
  ['3079', 5, 'Lookup', 'BRG', 'Status om konkursboet', '2021-06-21T13:22:44', '2050-12-31T15:00:00'],
  ['5065', 23, 'Link', 'BRG', 'Testtjeneste samtykke', '2021-03-25T12:30:00', '2048-03-01T12:00:00'],
  ['5576', 1111, 'Link', 'DIFI', 'Consent services for Automation', '2021-03-16T14:31:00', '2050-06-02T14:41:00'],
  ['5618', 1010, 'Link', 'DIGDIR', 'Automation service - Link', '2021-03-25T16:41:00', '2050-09-13T16:58:00'],
  ['5609', 2, 'Link', 'DIGDIR', 'Test02', '2022-07-08T11:08:01', '2050-09-04T12:20:00'],
  ['5252', 2, 'Link', 'NAV', 'DSOP AAP UFO SYK', '2021-03-25T18:30:00', '2049-11-12T11:17:00'],
]

export const services: readonly SeedService[] = rows.map(
  ([code, edition, type, owner, name, validFrom, validTo]) => ({
    code,
    edition,
    type,
    owner,
    name,
    validFrom,
    validTo,
  }),
)
