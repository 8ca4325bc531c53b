"""From "pay" to exactly one order, or the money back.

`opening` begins a payment, `course` writes down what a provider says of it, `settlement` turns an authorised one into
an order, `taking` captures and invoices, `giving_back` releases and refunds, `driving` takes a payment as far as it can
go now: whoever hears something of a payment calls it, and it may be called at any time by any number of processes.
`callbacks` receives what providers report and sees that it is worked, `following` says what a report means for its
payment, `bundles` which reports one question answers, `lines` what is worked side by side. `returning` is the shopper's
way back, `watching` looks again at what is due, `reconciliation` compares with the books of provider and Commerce.

What is done outside is planned in the ledger first. After a doubtful failure somebody looks before acting again.
"""
