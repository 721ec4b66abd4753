# A form in a file of the old kind: its sender is told by name and asked for text, before and after the case is open
-> susan_miller (new Initial assessment; attach Assessment.xls): Please see the attached form.
<- susan_miller: form_blank
   Nothing was read from the file “Assessment.xls”
   only .docx and .xlsx can be read
   Lead department:
-> susan_miller (to form_blank; attach Assessment.xls): Sorry, here it is again.
<- susan_miller: form_blank
   Assessment.xls
-> susan_miller (to form_blank; attach Assessment.xls; client gmail):
   Lead department: Customer Service
   Initiator: Susan Miller
   Problem description: complaints doubled, see attachment
   Urgency: Routine
<- susan_miller: form_missing
   Nothing was read from the file “Assessment.xls”
   Please write the fields below in the mail itself
   Impact: not filled in
   Preliminary cause: not filled in
-> susan_miller (client gmail):
   Impact: 126 stores in East China
   Related departments: Logistics
   Preliminary cause: see attached
<- susan_miller: form_missing
   Preliminary cause: only says to look in the attachment, and that mail had none
-> susan_miller: Preliminary cause: late orders
<- susan_miller: form_received
   Urgency: Routine
   Files: Assessment.xls
<- susan_miller: signoff
case XC2026-0001: assessment_signoff open
