language: en, department => department
, department: => , language: en, department:
office: {language: zh => office: {language: en
