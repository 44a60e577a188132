/**
 * The text form of a scenario, as it stands in a mail or a test:
 *
 *     pasidcheck scenario 1
 *     iommu  blocking rid  strict  pasids 16
 *     00:01.0  root-port  bus 01  acs RR UF of SV RR CR UF  prefix
 *     01:00.0  endpoint   multifunction  pasid 8 exec  prefix
 *     ----
 *     pasid-attach 01:00.0 pasid 5 domain D1 handle h1 fail 2 ENOSPC
 *
 * The order of the functions is the order of their indices, so what is printed reads back as the
 * same data. Two things are not kept, because they mean nothing: a `dev` beyond the number of
 * functions, and `features: 0`.
 */
export { operationText, printScenario } from "./print.js";
export { readScenario } from "./read.js";
